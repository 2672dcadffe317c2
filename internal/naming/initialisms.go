package naming

// initialisms maps a word in lower case to its spelling in Go names. The list
// is closed: it is published in docs/naming.md and never changes, since every
// change would rename what users import.
var initialisms = map[string]string{
	"acl": "ACL", "api": "API", "ascii": "ASCII", "cpu": "CPU", "css": "CSS",
	"csv": "CSV", "dns": "DNS", "eof": "EOF", "gmt": "GMT", "gps": "GPS",
	"guid": "GUID", "html": "HTML", "http": "HTTP", "https": "HTTPS", "id": "ID",
	"ids": "IDs", "ip": "IP", "json": "JSON", "oss": "OSS", "pdf": "PDF",
	"pid": "PID", "qa": "QA", "qps": "QPS", "ram": "RAM", "rpc": "RPC",
	"sku": "SKU", "skus": "SKUs", "sms": "SMS", "sql": "SQL", "ssh": "SSH",
	"ssl": "SSL", "tcp": "TCP", "tls": "TLS", "ttl": "TTL", "udp": "UDP",
	"ui": "UI", "uid": "UID", "uri": "URI", "url": "URL", "urls": "URLs",
	"utf8": "UTF8", "uuid": "UUID", "vm": "VM", "xml": "XML",
}
