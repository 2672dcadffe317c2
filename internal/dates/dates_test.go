package dates

import (
	"testing"

	"github.com/topgen/topgen/internal/schema"
)

// What a text names is taken; what nobody can tell for certain is a doubt.
func TestReadZones(t *testing.T) {
	for text, want := range map[string]struct{ zone, doubt string }{
		"":                                     {},
		"订单创建时间":                               {},
		"order pay time, it's US Pacific time": {pacific, ""},
		"finish time (America/Los_Angeles)":    {pacific, ""},
		"创建时间，美国太平洋时间":                         {pacific, ""},
		"State date. PST time":                 {pacific, "PST"},
		"State date, pst time":                 {pacific, "pst time"},
		"PST, that is America/Los_Angeles":     {pacific, ""},
		"PST (UTC-8), no summer time":          {"GMT-8", ""},
		"EST (UTC-4)":                          {"GMT-4", ""},
		"GMT+8 or PST":                         {"", "PST"},
		"PST，北京时间":                             {"", "PST"},
		"雅加达时间":                                {"Asia/Jakarta", ""},
		"越南时间":                                 {"Asia/Ho_Chi_Minh", ""},
		"巴西利亚时间":                               {"America/Sao_Paulo", ""},
		"巴西时间":                                 {"America/Sao_Paulo", "巴西时间"},
		"印尼时间":                                 {"Asia/Jakarta", "印尼时间"},
		"买家时区的时间":                              {"", "买家时区"},
		"Pacific Standard Time":                {pacific, "Pacific Standard Time"},
		"UTC time":                             {"UTC", ""},
		"格林威治时间":                               {"UTC", ""},
		"GMT+8":                                {},
		"GMT +08:00":                           {},
		"北京时间":                                 {},
		"东八区时间":                                {},
		"Asia/Shanghai":                        {},
		"时间，时区：UTC+9":                          {"GMT+9", ""},
		"UTC＋05:30":                            {"GMT+5:30", ""},
		"西五区":                                  {"GMT-5", ""},
		"东十一区":                                 {"GMT+11", ""},
		"莫斯科时间":                                {moscow, ""},
		"当地时间":                                 {"", "当地时间"},
		"首尔时间":                                 {"Asia/Seoul", ""},
		"东京时间":                                 {"Asia/Tokyo", ""},
		"伦敦时间":                                 {"Europe/London", ""},
		"纽约时间":                                 {eastern, ""},
		"洛杉矶时间":                                {pacific, ""},
		"俄罗斯时间":                                {moscow, "俄罗斯时间"},
		"协调世界时":                                {"UTC", ""},
		"美国时间":                                 {pacific, "美国时间"},
		"CET":                                  {"", "CET"},
		"in UTC or in GMT+9":                   {"", "GMT+9"},
		"America/Los_Angles":                   {"", "America/Los_Angles"},
		"Asia/Pacific region":                  {},
		"UTC+17":                               {"", "UTC+17"},
		"司机到达目的地时间":                            {},
		"the gmt_create of the order":          {},
		"最早的发货时间，est. in days":                 {},
		"GMT/UTC":                              {"UTC", ""},
		"PST/PDT":                              {pacific, ""},
		"洛杉矶时区":                                {pacific, ""},
		"英国时间":                                 {"Europe/London", ""},
		"西班牙时间":                                {"Europe/Madrid", ""},
		"法国时间":                                 {"Europe/Paris", ""},
		"德国时间":                                 {"Europe/Berlin", ""},
		"泰国时间":                                 {"Asia/Bangkok", ""},
		"印度时间":                                 {"Asia/Kolkata", ""},
		"零时区时间":                                {"UTC", ""},
		"国际标准时间":                               {"UTC", ""},
		"卖家所在时区的时间":                            {"", "所在时区"},
		"in the local timezone":                {"", "local time"},
		"CDT":                                  {"", "CDT"},
		"毫秒时间戳，UTC":                            {},
		"yyyy-MM-dd'T'HH:mm:ss'Z'":             {"UTC", ""},
		"yyyy-MM-dd'T'HH:mm:ss'Z', in the zone Europe/Berlin": {"Europe/Berlin", ""},
		"商品上传/修改的时间":                                          {},
	} {
		r := Read(text)
		doubt := ""
		if r.ZoneDoubt != nil {
			doubt = r.ZoneDoubt.Said
		}
		if r.Zone != want.zone || doubt != want.doubt {
			t.Errorf("%q: zone %q, doubt %q, want %q, %q", text, r.Zone, doubt, want.zone, want.doubt)
		}
	}
}

// TestOf: only a date has a zone and a layout, whatever the text of another field says.
func TestOf(t *testing.T) {
	f := schema.Field{Name: "day", Type: "Date", Description: "in UTC, yyyy-MM-dd"}
	if got := Of(&f); got == nil || *got != (schema.Time{Zone: "UTC", Layout: "2006-01-02"}) {
		t.Errorf("a date is read as %v", got)
	}
	f.Type = "String"
	if got := Of(&f); got != nil {
		t.Errorf("a text has the time %v", got)
	}
}

func TestReadLayouts(t *testing.T) {
	for text, want := range map[string]struct{ layout, doubt string }{
		"格式：yyyy-MM-dd HH:mm:ss":         {},
		"YYYY-MM-DD HH:MM:SS":            {},
		"yyyy-mm-dd hh:mm:ss":            {},
		"yyyy-MM-dd HH:SS:MM":            {},
		"yyyy-MM-dd hh:mm:s":             {},
		"yyyy-MM-ddHH:mm:ss":             {},
		"yyyy-MM-dd 00:00:00":            {},
		"yyyy-MM-dd或yyyy-MM-dd HH:mm:ss": {},
		"年-月-日 00:00:00":                 {},
		"年-月-日 时:分":                      {"2006-01-02 15:04", ""},
		"年-月-日 时:分:秒":                    {},
		"年-月-日":                          {"2006-01-02", ""},
		"yyyy-MM-dd":                     {"2006-01-02", ""},
		"日期（YYYY-MM-DD）":                 {"2006-01-02", ""},
		"yyyy-MM-dd HH:mm":               {"2006-01-02 15:04", ""},
		"yyyyMMdd":                       {"20060102", ""},
		"yyyyMMddHHmmss":                 {"20060102150405", ""},
		"yyyyMMddHHmm":                   {"200601021504", ""},
		"YYYYMMDD:HHMMSS":                {"20060102:150405", ""},
		"yyyy/MM/dd":                     {"2006/01/02", ""},
		"yyyy.MM.dd HH:mm:ss":            {"2006.01.02 15:04:05", ""},
		"yyyy-MM":                        {"2006-01", ""},
		"yyyy年MM月":                       {"2006年01月", ""},
		"dd/MM-yyyy":                     {"", "dd/MM-yyyy"},
		"yyyyMM":                         {"200601", ""},
		"yyyy年MM月dd日":                    {"2006年01月02日", ""},
		"yyyy-MM-dd HH:mm:ss.SSS":        {"2006-01-02 15:04:05.000", ""},
		"yyyy-MM-dd'T'HH:mm:ss'Z'":       {rfc3339, ""},
		"yyyy-MM-ddTHH:mm:ss":            {"2006-01-02T15:04:05", ""},
		"yyyy-MM-dd'T'HH:mm:ssXXX":       {rfc3339, ""},
		"ISO 8601":                       {rfc3339, "ISO 8601"},
		"yyyy-MM-dd or yyyyMMdd":         {"2006-01-02", "yyyy-MM-dd"},
		"HH:mm":                          {"15:04", ""},
		"HH:mm:ss":                       {"15:04:05", ""},
		"HHmm":                           {"1504", ""},
		"HHmmss":                         {"150405", ""},
		"YYYY-MM-DD HH:MI:SS":            {},
		"yyyy-MM-dd HH: mm":              {"2006-01-02 15:04", ""},
		"yyyy-MM-dd HH:xx":               {"", "yyyy-MM-dd"},
		"yyyy-MM-dd HH时":                 {"2006-01-02 15", ""},
		"支付时间(毫秒)":                       {schema.Milliseconds, ""},
		"开始时间(毫秒为单位)":                    {schema.Milliseconds, ""},
		"开始时间(秒)":                        {"", "秒"},
		"dd/MM/yyyy":                     {"02/01/2006", ""},
		"MM/dd/yyyy HH:mm":               {"01/02/2006 15:04", ""},
		"DD-MM-YYYY HH:MM:SS":            {"02-01-2006 15:04:05", ""},
		"yyyy-M-d":                       {"", "yyyy-M-d"},
		"yy/MM/dd":                       {"", "yy/MM/dd"},
		"dd/dd/yyyy":                     {"", "dd/dd/yyyy"},
		"yyyyMMddHHmmssSSS":              {"", "yyyyMMddHHmmssSSS"},
		"时间戳(秒)":                         {"", "秒"},
		"unix time in seconds":           {"", "seconds"},
		"HH:mm-HH:mm":                    {"", "HH:mm"},
		"时间戳，毫秒":                         {schema.Milliseconds, ""},
		"unix timestamp in milliseconds": {schema.Milliseconds, ""},
		"毫秒数":                            {schema.Milliseconds, ""},
		"更新时间，单位：毫秒":                     {schema.Milliseconds, ""},
		"时间戳":                            {"", "时间戳"},
		"10位时间戳":                         {"", "10位"},
		"精确到毫秒":                          {"", "毫秒"},
		"时间戳，格式yyyy-MM-dd HH:mm:ss":      {},
		"时分秒":                            {},
		"年月日":                            {},
	} {
		r := Read(text)
		doubt := ""
		if r.LayoutDoubt != nil {
			doubt = r.LayoutDoubt.Said
		}
		if r.Layout != want.layout || doubt != want.doubt {
			t.Errorf("%q: layout %q, doubt %q, want %q, %q", text, r.Layout, doubt, want.layout, want.doubt)
		}
		if r.Layout != "" && !schema.IsLayout(r.Layout) {
			t.Errorf("%q: no layout is %q", text, r.Layout)
		}
	}
}

// A text tells its layout only where it can be read in one way.
func TestLayoutOf(t *testing.T) {
	for text, want := range map[string]string{
		"20261126": "20060102", "20261126083000": "20060102150405", "202611260830": "200601021504", "2026-11-26 08:30": "2006-01-02 15:04", "2026/11/26": "2006/01/02",
		"2026-11-26T08:30:00Z": rfc3339, "2026-11-26T08:30:00+08:00": rfc3339, "2026-11-26T08:30:00.500Z": "2006-01-02T15:04:05.000Z07:00", "08:30": "15:04", "08:30:05": "15:04:05",
		"2026-11-26": "", "2026-11-26 08:30:00": "", "1795651200": "", "1795651200000": "", "11/26/2026": "", "20261301": "", "22000101": "", "12345678": "", "00010101": "", "soon": "", "": "",
	} {
		if got := LayoutOf(text); got != want {
			t.Errorf("the layout of %q is %q, want %q", text, got, want)
		}
	}
}
