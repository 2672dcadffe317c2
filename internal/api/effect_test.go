package api_test

import (
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/schema"
)

// TestEffectByName: the last word of the method is what must say that it reads.
func TestEffectByName(t *testing.T) {
	for method, want := range map[string]api.Effect{
		"taobao.item.get": api.Read, "taobao.item.getlist": api.Read, "taobao.item_list": api.Read, "get": api.Read,
		"taobao.item.add": api.Write, "taobao.item.getting": api.Write, "taobao.item.get.update": api.Write, "": api.Write,
		"taobao.campaign.daybudget": api.Write, "taobao.presale.addlist": api.Write,
	} {
		if got := api.EffectIn(&schema.API{Method: method, Title: "查询商品"}); got != want {
			t.Errorf("the effect of %q is %s", method, got)
		}
	}
	for _, want := range []api.Effect{api.Read, api.Write} {
		if got := api.EffectIn(&schema.API{Method: "taobao.item.get", Title: "生成编号", Effect: string(want)}); got != want {
			t.Errorf("the schema says %s, and the effect is %s", want, got)
		}
	}
}

// TestEffectByText: a method that is named like a read is a write if its title or
// its description says that calls do something, and in doubt.
func TestEffectByText(t *testing.T) {
	for _, c := range []struct {
		want        api.Effect
		title, text string
	}{
		{api.Read, "查询商品", "查询商品的详细信息"},
		{api.Read, "获取消息列表", "消费者获取消息"},
		{api.Read, "退款申请查询", "查询买家申请的退款列表"},
		{api.Read, "支付记录", ""},
		{api.Read, "已授权品牌", "获取已绑定的品牌"},
		{api.Read, "获取支付结果", "下单后，用此接口获取支付结果"},
		{api.Read, "物流详情", "如果订单已取消，不返回"},
		{api.Read, "券详情", "返回：面额，创建渠道，取消订单数"},
		{api.Read, "订单", "查询登录用户的订单"},
		{api.Read, "Get items", "get the items that were created"},
		{api.Read, "商品", "见 https://example.com/生成/申请 查询商品"},

		{api.Write, "电子面单取号", "用于商家打单"},
		{api.Write, "运单服务", "商家按订单批量获取运单号"},
		{api.Write, "运单服务", "获取运单（每次调用扣减余额）"},
		{api.Write, "邀请码生成接口V2.0", ""},
		{api.Write, "活动结算", "用于活动数据的回传"},
		{api.Write, "设备", "智能设备注册和获取设备信息"},
		{api.Write, "库存", "查询并锁定库存"},
		{api.Write, "账号", "登录后尝试为其绑定账号"},
		{api.Write, "会员信息", "获取会员信息，如不存在则自动创建"},
		{api.Write, "支付完成回调", ""},
		{api.Write, "领取优惠券", ""},
		{api.Write, "令牌", "获取访问令牌"},
		{api.Write, "Waybill", "Acquire a number of a waybill"},
		{api.Write, "Waybill", "This API creates a waybill"},
		{api.Write, "余额", "查询余额并扣款"},
		{api.Read, "订单", "查询创建并支付的订单"},
		{api.Write, "任务", "获取待处理任务，然后标记为处理中"},
		{api.Write, "报表", "创建导出任务"},
		{api.Read, "报表", "创建时间查询任务"},
		{api.Write, "卡密", "获取一张卡密"},
		{api.Write, "账单", "花呗还款"},
	} {
		a := &schema.API{Method: "taobao.demo.get", Title: c.title, Description: c.text}
		if got := api.EffectIn(a); got != c.want {
			clause, word := api.ActIn(a)
			t.Errorf("%q, %q: the effect is %s, by %q in %q", c.title, c.text, got, word, clause)
		}
	}
}
