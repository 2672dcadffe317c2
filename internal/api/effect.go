package api

import (
	"cmp"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// Effect is what a call does to the platform's data.
type Effect string

// The effects.
const (
	Read  Effect = "read"  // nothing: the call may be repeated
	Write Effect = "write" // something, or nobody knows
)

// EffectIn returns the effect of calls of an API: the one that its schema names or
// else what its method, title and description tell. A call reads if the last word of
// the method says so and nothing in the texts says that it does something.
func EffectIn(s *schema.API) Effect {
	act, _ := ActIn(s)
	if s.Effect == "" && readsByName(s.Method) && act == "" {
		return Read
	}
	return cmp.Or(Effect(s.Effect), Write)
}

// readsByName reports whether the last word of a method is one of reading.
func readsByName(method string) bool {
	start := max(strings.LastIndexByte(method, '.'), strings.LastIndexByte(method, '_')) + 1
	switch method[start:] {
	case "get", "query", "list", "search", "find", "count", "detail", "fetch",
		"getlist", "getdetail", "querylist", "batchget", "batchquery":
		return true
	}
	return false
}

// ActIn returns the clause in the title or the description of an API that says what a
// call does to the platform's data, and the word that says so; "" if none does.
func ActIn(s *schema.API) (clause, word string) {
	for _, text := range []string{s.Title, s.Description} {
		for _, sentence := range strings.FieldsFunc(withoutAddresses(text), isSentenceEnd) {
			for _, c := range strings.FieldsFunc(sentence, isClauseEnd) {
				if word := actIn(c); word != "" {
					return c, word
				}
				if beginsList(c) {
					break
				}
			}
		}
	}
	return "", ""
}

func isSentenceEnd(r rune) bool { return strings.ContainsRune("。；;！!？?\n", r) }
func isClauseEnd(r rune) bool   { return strings.ContainsRune("，,：:()（）【】[]“”\" \t|", r) }

// withoutAddresses takes out of a text what has a scheme, up to the next space: its
// marks end no clause.
func withoutAddresses(text string) string {
	for {
		before, rest, found := strings.Cut(text, "://")
		if !found {
			return text
		}
		_, after, _ := strings.Cut(rest, " ")
		text = before + " " + after
	}
}

// The words by which a clause is understood. Of two that begin alike, the longer one
// stands first.
var (
	// acts are what a call can do to the platform's data.
	acts = strings.Fields(`
		生成 创建 新建 新增 添加 增加 加入 建立 开具 制作 登记 报名 下单 预订 预定 预约 挂号 占座 占位 预占 锁座 锁票 出票 改签
		发布 发起 发放 发送 发货 发码 发券 发卡 制卡 开卡 派单 接单 抢单 改派 投保 出单 签收 揽收 调拨 投递 寄件
		申请 申领 取号 领取 领券 兑换 抽奖 抢购 秒杀 购买 订购 续订 退订 支付 付款 退款 打款 转账 分账 充值 扣减 扣款
		扣除 划扣 代扣 抵扣 消耗 核销 冻结 解冻 锁定 解锁 占用 释放 分配 绑定 解绑 注册 注销 登录 登陆 授权 签约 解约
		签署 签到 投票 点赞 收藏 回复 呼叫 拨打 回传 回写 回调 上传 上报 通知 推送 反馈 上架 下架 同步 导入 录入 写入
		保存 提交 修改 更新 变更 编辑 改价 设置 标记 重置 初始化 清空 清除 删除 移除 取消 撤销 撤回 作废 关闭 启用 停用
		禁用 启动 停止 触发 执行 确认 审核 审批 接收 开通 激活 开票 还款 代付 提现 赠送 预扣 消费 外呼 叫车 理赔`)
	// reads are what a call does that reads. What stands beside one of these in a
	// clause is what is read; obtains say the same, and are said of what is taken, too.
	reads   = strings.Fields(`查询 查看 查找 搜索 检索 拉取 读取 浏览 列表 详情 明细 统计 校验 下载 返回 导出 查`)
	obtains = strings.Fields(`获取 取得 获得 得到`)
	// allotted is what one of a kind is given out of to each who asks.
	allotted = strings.Fields(`面单号 运单号 物流单号 隐私号 虚拟号 券码 卡密 邀请码 激活码 兑换码 授权码 验证码 令牌 token session ticket`)
	// states stand before the word of an act that somebody has done, can do, or does
	// not do.
	states = strings.Fields(`已 已经 被 未 不 无需 可 待 需 能 所 是否 禁止 免 没 没有 最多 重复 防止`)
	// leads stand before the word of an act that the call does.
	leads = strings.Fields(`可以 能够 将 会 用于 API可 接口可 接口 API api 进行 支持 提供 调用 时 来 去 批量 实时 动态 自动 尝试 为其 并 和`)
	// nouns are what follows the word of an act that is a part of a name: 会员注册信息.
	// At the beginning of a clause they may be what the call acts on.
	nouns = strings.Fields(`
		单 列表 状态 信息 数据 规则 模板 数量 金额 费用 参数 类型 类目 方 码 号 券 卡 权限 关系 协议 证书 账户 账号 用户 商品
		产品 宝贝 订单 工单 活动 日志 流水 量 率 额 的 过 了 资格 入口 页 链接 地址 服务 配置 效果 库存 属性 能力 价格 标签
		消息 内容 成功 失败 请求`)
	// aspects are nouns that no call acts on: 修改时间, 申请人.
	aspects = strings.Fields(`时间 结果 记录 进度 情况 次数 方式 渠道 原因 人 者`)
	// times end the part of a clause that says when, which is no part of what is done.
	times = strings.Fields(`之后 以后 后 之前 前 时候 时`)
	// conditions begin a clause that is about something else than what the call does.
	conditions = strings.Fields(`如果 若 当 为了 由于 因为 需 必须 应 请 不 未 无需 建议 避免 仅 只 例如 如`)
	// lists stand in a clause behind which the sentence names what there is.
	lists = strings.Fields(`返回 包含 包括 例如 如 含`)
	// ands connect two words that are said of one thing.
	ands = strings.Fields(`以及 同时 然后 和 并 及 与 且 或 /`)
	// thens go on, behind a word of reading, with what the call does next.
	thens = strings.Fields(`并 并且 然后 同时 再 后`)
	// tails end a name without adding to what it says.
	tails = strings.Fields(`接口 API api 服务 功能 方法 操作 能力 新版 的`)
	// commands are acts in English, which begin a clause.
	commands = strings.Fields(`
		create add make generate apply acquire allocate take reserve book lock unlock register bind unbind submit upload report
		send push issue pay refund redeem consume confirm cancel close delete remove update modify set save sync import`)
)

// actIn returns the word of what a clause says a call does to the platform's data,
// "" if it says nothing of that.
func actIn(clause string) string {
	if _, ok := startsWith(clause, conditions); ok {
		if _, clause, ok = strings.Cut(clause, "则"); !ok {
			return ""
		}
	}
	if word := command(strings.ToLower(clause)); word != "" {
		return word
	}
	clause = withoutTime(withoutTail(clause))
	hidden := clause
	for _, word := range obtains { // 获取消息 is not 取消
		hidden = strings.ReplaceAll(hidden, word, strings.Repeat(obtained, len(word)))
	}
	for _, word := range acts {
		for from := 0; ; {
			i := strings.Index(hidden[from:], word)
			if i < 0 {
				break
			}
			i += from
			if from = i + len(word); isAct(hidden[:i], hidden[from:]) {
				return word
			}
		}
	}
	return taken(clause)
}

// obtained stands for each byte of a word of obtains in a clause.
const obtained = "\x00"

// isAct reports whether the word of an act between two parts of a clause says what
// the call does.
func isAct(before, after string) bool {
	if _, ok := endsWith(before, states); ok && !leadsTo(before) {
		return false
	}
	if holds(before+" "+after, reads) || strings.Contains(before+after, obtained) {
		return besides(before, after) || actsToo(before, after)
	}
	if _, ok := startsWith(after, aspects); ok {
		return false
	}
	if before == "" || after == "" || leadsTo(before) {
		return true
	}
	_, partOfName := startsWith(after, nouns)
	return !partOfName && after[0] >= 0x80 // a word in Latin letters is a noun, too
}

// leadsTo reports whether a clause goes on with what the call does: 通过此API可.
func leadsTo(before string) bool {
	rest, ok := endsWith(before, leads)
	return ok && !strings.HasSuffix(rest, "不")
}

// besides reports whether an act is said along with a word of reading: 注册和获取.
func besides(before, after string) bool {
	if rest, ok := startsWith(after, ands); ok && (beginsWithRead(rest)) {
		return true
	}
	if rest, ok := endsWith(before, ands); ok {
		_, reading := endsWith(rest, reads)
		return reading || strings.HasSuffix(rest, obtained)
	}
	return false
}

// actsToo reports whether an act is what a call does after it has read, 查询余额并扣款, or
// whether it makes a task of reading, 创建导出任务. What is followed by 的, or by an aspect,
// 创建时间, is part of a name.
func actsToo(before, after string) bool {
	_, ofName := startsWith(after, aspects)
	if ofName || strings.Contains(after, "的") {
		return false
	}
	_, then := endsWith(before, thens)
	return then || before == "" && strings.HasSuffix(after, "任务")
}

// command returns the English word of an act that a word is, also in the third person.
func command(word string) string {
	for _, stem := range []string{word, strings.TrimSuffix(word, "s"), strings.TrimSuffix(word, "es")} {
		if slices.Contains(commands, stem) {
			return stem
		}
	}
	return ""
}

func beginsWithRead(s string) bool {
	_, reading := startsWith(s, reads)
	return reading || strings.HasPrefix(s, obtained)
}

// taken returns what a clause says is given out, one of a kind to each who asks:
// 获取电子面单号. What is looked up by 查询 is there already.
func taken(clause string) string {
	if holds(clause, reads) {
		return ""
	}
	lower := strings.ToLower(clause)
	for _, word := range allotted {
		if strings.HasSuffix(lower, word) {
			return word
		}
	}
	return ""
}

// withoutTime returns what a clause says behind the last word that tells when.
func withoutTime(clause string) string {
	end := 0
	for _, word := range times {
		if i := strings.LastIndex(clause, word); i >= 0 && i+len(word) > end && !strings.HasPrefix(clause[i:], "时间") && !strings.HasSuffix(clause[:i], "实") {
			end = i + len(word)
		}
	}
	return clause[end:]
}

// withoutTail returns a clause without words at its end that add nothing, and a
// version behind them.
func withoutTail(clause string) string {
	clause = strings.TrimRight(clause, "vV0123456789._-")
	for {
		rest, ok := endsWith(clause, tails)
		if !ok {
			return clause
		}
		clause = rest
	}
}

// beginsList reports whether the rest of the sentence behind a clause names what
// there is.
func beginsList(clause string) bool {
	_, ends := endsWith(clause, lists)
	return ends || holds(clause, lists[:len(lists)-2])
}

func holds(s string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(s, word) })
}

func startsWith(s string, words []string) (rest string, ok bool) {
	for _, word := range words {
		if rest, ok = strings.CutPrefix(s, word); ok {
			return rest, true
		}
	}
	return s, false
}

func endsWith(s string, words []string) (rest string, ok bool) {
	for _, word := range words {
		if rest, ok = strings.CutSuffix(s, word); ok {
			return rest, true
		}
	}
	return s, false
}
