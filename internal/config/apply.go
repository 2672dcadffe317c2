package config

import (
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/values"
)

// Apply changes what the page of an API says to what topgen.yaml wants: the types of
// fields, with the values that their descriptions list, and that the method is withdrawn. It returns the entries that matched; c
// may be nil. What the page means is settled after that.
func (c *Config) Apply(api *schema.API) []Use {
	var uses []Use
	if c == nil {
		return nil
	}
	var walk func(path string, fields []*schema.Field)
	walk = func(path string, fields []*schema.Field) {
		for _, f := range fields {
			at := path + "." + f.Name
			if key := (Key{Kind: FieldType, Method: api.Method, Target: at}); c.Has(key) {
				was := f.DocumentedType()
				wanted := c.Value(key, was, &uses)
				f.SetType(wanted)
				f.Values = values.Read(f.Description, schema.KindOf(f))
				if f.DocumentedType() == was { // perhaps in another spelling
					uses[len(uses)-1].Was = wanted
				}
			}
			walk(at, f.Fields)
		}
	}
	walk("request", api.Request)
	walk("response", api.Response)
	if key := (Key{Kind: Withdrawn, Method: api.Method}); c.Has(key) {
		was := ""
		if api.WithdrawnBecause() != "" {
			was = IsWithdrawn
		}
		c.Value(key, was, &uses)
		api.Withdrawn = c.Reason(key)
	}
	return uses
}
