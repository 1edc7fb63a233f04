// Package calls asks STS who the caller is. Without words once; with "loop SECONDS INTERVAL" again and again, and a line for each.
package calls

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Run makes the calls, and ends the process with 1 if the only one fails.
func Run(ctx context.Context, config aws.Config) {
	client := sts.NewFromConfig(config)
	call := func() (string, error) {
		answer, err := client.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil {
			return "", err
		}
		return aws.ToString(answer.Arn), nil
	}
	if len(os.Args) < 4 || os.Args[1] != "loop" {
		arn, err := call()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(arn)
		return
	}
	seconds, _ := strconv.ParseFloat(os.Args[2], 64)
	interval, _ := strconv.ParseFloat(os.Args[3], 64)
	end := time.Now().Add(time.Duration(seconds * float64(time.Second)))
	for time.Now().Before(end) {
		if arn, err := call(); err != nil {
			fmt.Println("FAIL", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("ok", arn)
		}
		time.Sleep(time.Duration(interval * float64(time.Second)))
	}
}
