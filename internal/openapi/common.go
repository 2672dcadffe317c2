package openapi

import "github.com/topgen/topgen/internal/protocol"

// errorComponent returns the schema of an error.
func errorComponent() object {
	text := func(description string) object {
		return object{{"type", "string"}, {"description", description}}
	}
	return object{
		{"type", "object"},
		{"description", "An error of the platform or of the method."},
		{"xml", object{{"name", protocol.ErrorResponse}}},
		{"required", []string{"code"}},
		{"properties", object{
			{"code", object{{"description", "A number of the platform, below 100, or a word of the AliExpress gateway."}, {"oneOf", []any{object{{"type", "integer"}}, object{{"type", "string"}}}}}},
			{"msg", text("What the code means.")},
			{"sub_code", text("What exactly is wrong: isv.* is for the caller to mend, isp.* is the platform's own fault.")},
			{"sub_msg", text("What the sub code means.")},
			{protocol.RequestID, text("Names the call in the platform's logs.")},
		}},
	}
}

// commonComponents returns the components that all operations share, but for
// the schemas.
func commonComponents() object {
	return object{{"securitySchemes", securitySchemes()}, {"parameters", protocolParameters()}}
}

func securitySchemes() object {
	key := func(name, description string) member {
		return member{name, object{{"type", "apiKey"}, {"in", "query"}, {"name", name}, {"description", description}}}
	}
	return object{
		key("app_key", "The key of the application."),
		key("sign", "The signature over all text parameters, made with the secret of the application: see the description of this document."),
		key(protocol.Session, "The session of a user, from the platform's OAuth. Only what needs one lists it."),
		key(protocol.AccessToken, "The session of a user, as the AliExpress gateway calls it."),
	}
}

func protocolParameters() object {
	param := func(key, name string, required bool, schema object, description string) member {
		return member{key, object{
			{"name", name}, {"in", "query"}, {"required", required}, {"schema", schema}, {"description", description},
		}.present()}
	}
	text := object{{"type", "string"}}
	oneOf := func(values ...string) object { return object{{"type", "string"}, {"enum", values}} }
	version := object{{"type", "string"}, {"const", "2.0"}}
	return object{
		param("v", "v", true, version, "The version of the protocol."),
		param("v_optional", "v", false, version, "The version of the protocol."),
		param("v_qimen", "v", true, oneOf("1.0", "2.0"), "The version of the protocol."),
		param("timestamp", "timestamp", true, object{{"type", "string"}, {"pattern", `^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$`}, {"examples", []string{"2016-01-01 12:00:00"}}}, "Now, in GMT+8; at most ten minutes off."),
		param("timestamp_milliseconds", "timestamp", true, object{{"type", "integer"}, {"format", "int64"}}, "Now, in milliseconds since 1970."),
		param("sign_method", "sign_method", true, oneOf("md5", "hmac", "hmac-sha256"), "How the call is signed."),
		param("sign_method_sync", "sign_method", true, oneOf("sha256", "md5"), "How the call is signed; sha256 is HMAC-SHA256."),
		param("format", "format", false, oneOf("xml", "json"), "The form of the answer; xml unless the call says json."),
		param("simplify", "simplify", false, object{{"type", "boolean"}}, "With format=json: no root, and lists without their inner element."),
		param(protocol.TargetAppKey, protocol.TargetAppKey, false, text, "The application whose API is called, if it is not the platform's own."),
		param(protocol.PartnerID, protocol.PartnerID, false, text, "Names the SDK that calls."),
		param(protocol.CustomerID, protocol.CustomerID, false, text, "The customer in the warehouse's system."),
	}
}
