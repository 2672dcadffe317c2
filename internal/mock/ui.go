package mock

import "net/http"

type ui struct{}

func newUI(*Server) *ui               { return &ui{} }
func (*ui) routes(mux *http.ServeMux) {}
