// The Pulumi CLI: `go build github.com/pulumi/pulumi/pkg/v3/cmd/pulumi`. See ../versions.mjs.
module pulumi-secgroup/engine/cli

go 1.25.11

require github.com/pulumi/pulumi/pkg/v3 v3.256.0
