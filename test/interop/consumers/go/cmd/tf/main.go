// The way Terraform's and OpenTofu's AWS provider and S3 backend take credentials: hashicorp/aws-sdk-go-base.
package main

import (
	"consumers/calls"
	"context"
	"fmt"
	"os"

	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
)

func main() {
	ctx, config, problems := awsbase.GetAwsConfig(context.Background(), &awsbase.Config{
		CallerName: "consumer",
		Region:     os.Getenv("AWS_REGION"),
		APNInfo: &awsbase.APNInfo{
			PartnerName: "example",
			Products:    []awsbase.UserAgentProduct{{Name: "consumer", Version: "1"}},
		},
	})
	if problems.HasError() {
		for _, problem := range problems {
			fmt.Fprintf(os.Stderr, "Error: %s\n%s\n", problem.Summary(), problem.Detail())
		}
		os.Exit(1)
	}
	calls.Run(ctx, config)
}
