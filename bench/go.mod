module github.com/topgen/topgen/bench

go 1.26.0

require github.com/topgen/topgen v0.0.0

replace github.com/topgen/topgen => ../
