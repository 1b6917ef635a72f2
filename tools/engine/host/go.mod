// The Node language host: `go build github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs`.
// Later hosts live in a module that is not published, so this one is older than the CLI.
module pulumi-secgroup/engine/host

go 1.21

require github.com/pulumi/pulumi/sdk/v3 v3.68.0
