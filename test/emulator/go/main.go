// Binds, unbinds, reads and sets by the official SDK (bce-auth-v1), and is refused with a wrong secret.
//
// EMULATOR_URL is the emulator's address; its world is the one of go-baidu.test.ts. Ends with status 1 on the first
// surprise.
package main

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"runtime"

	"github.com/baidubce/bce-sdk-go/auth"
	"github.com/baidubce/bce-sdk-go/bce"
	"github.com/baidubce/bce-sdk-go/services/bcc"
	"github.com/baidubce/bce-sdk-go/services/bcc/api"
	"github.com/baidubce/bce-sdk-go/services/eni"
	"github.com/baidubce/bce-sdk-go/services/esg"
)

var endpoint = os.Getenv("EMULATOR_URL")

func main() {
	client := instances("secret")
	single(client)
	batches(client)
	reads(client)
	interfaces()
	credentials()
	fmt.Println("ok")
}

func instances(secret string) *bcc.Client {
	client, err := bcc.NewClient("key", secret, endpoint)
	must(err)
	client.Config.Retry = bce.NewNoRetryPolicy()
	return client
}

// One group, one instance.
func single(client *bcc.Client) {
	same(groups(client, "i-1"), []string{"g-a"})
	must(client.BindSecurityGroup("i-1", "g-b"))
	must(client.BindSecurityGroup("i-1", "g-b"))
	same(groups(client, "i-1"), []string{"g-a", "g-b"})
	must(client.UnBindSecurityGroup("i-1", "g-a"))
	same(groups(client, "i-1"), []string{"g-b"})
	refused(client.UnBindSecurityGroup("i-1", "g-b"), 403, "SecurityGroup.NoSecurityGroup")
	refused(client.BindSecurityGroup("i-unknown", "g-b"), 404, "NoSuchObject")
}

func batches(client *bcc.Client) {
	both := []string{"i-1", "i-2"}
	bound, err := client.InstanceBindSecurityGroup(
		&api.BindSgV2Req{InstanceIds: both, SecurityGroupIds: []string{"g-a", "g-b"}, SecurityGroupType: "normal"})
	must(err)
	if bound.RequestId == nil || *bound.RequestId == "" {
		fail("no request id")
	}
	same(groups(client, "i-2"), []string{"g-a", "g-b"})
	_, err = client.InstanceUnbindSecurityGroup(
		&api.UnbindSgV2Req{InstanceIds: both, SecurityGroupIds: []string{"g-b"}, SecurityGroupType: "normal"})
	must(err)
	same(groups(client, "i-1"), []string{"g-a"})
	_, err = client.InstanceReplaceSecurityGroup(&api.ReplaceSgV2Req{
		InstanceIds: []string{"i-2"}, SecurityGroupIds: []string{"esg-a"}, SecurityGroupType: "enterprise"})
	must(err)
	detail, err := client.GetInstanceDetail("i-2")
	must(err)
	same(detail.Instance.NicInfo.SecurityGroups, []string{})
	same(detail.Instance.NicInfo.EnterpriseSecurityGroups, []string{"esg-a"})
	_, err = client.InstanceBindSecurityGroup(&api.BindSgV2Req{
		InstanceIds: []string{"i-2"}, SecurityGroupIds: []string{"g-a"}, SecurityGroupType: "normal"})
	refused(err, 412, "PreconditionFailed")
}

func reads(client *bcc.Client) {
	page, err := client.ListInstances(&api.ListInstanceArgs{MaxKeys: 1})
	must(err)
	same(page.Instances[0].InstanceId, "i-1")
	same(page.IsTruncated, true)
	rest, err := client.ListInstances(&api.ListInstanceArgs{MaxKeys: 1, Marker: page.NextMarker})
	must(err)
	same(rest.Instances[0].InstanceId, "i-2")
	same(rest.IsTruncated, false)
	byIds, err := client.ListInstanceByInstanceIds(&api.ListInstanceByInstanceIdArgs{InstanceIds: []string{"i-2"}})
	must(err)
	same(byIds.Instances[0].NicInfo.EnterpriseSecurityGroups, []string{"esg-a"})
	ofInstance, err := client.ListSecurityGroup(&api.ListSecurityGroupArgs{InstanceId: "i-1"})
	must(err)
	same(len(ofInstance.SecurityGroups), 1)
	same(ofInstance.SecurityGroups[0].Id, "g-a")
	same(ofInstance.SecurityGroups[0].VpcId, "vpc-default")
	detail, err := client.GetSecurityGroupDetail("g-a")
	must(err)
	same(detail.BindInstanceNum, 1)
	enterprise, err := esg.NewClient("key", "secret", endpoint)
	must(err)
	listed, err := enterprise.ListEsg(&esg.ListEsgArgs{InstanceId: "i-2"})
	must(err)
	same(len(listed.EnterpriseSecurityGroups), 1)
	same(listed.EnterpriseSecurityGroups[0].Id, "esg-a")
}

// An interface takes whole sets.
func interfaces() {
	client, err := eni.NewClient("key", "secret", endpoint)
	must(err)
	must(client.UpdateEniSecurityGroup(&eni.UpdateEniSecurityGroupArgs{
		EniId: "eni-1", SecurityGroupIds: []string{"g-b", "g-a"}}))
	found, err := client.GetEniDetail("eni-1")
	must(err)
	same(found.SecurityGroupIds, []string{"g-b", "g-a"})
	must(client.UpdateEniEnterpriseSecurityGroup(&eni.UpdateEniEnterpriseSecurityGroupArgs{
		EniId: "eni-1", EnterpriseSecurityGroupIds: []string{"esg-a"}, ClientToken: "once"}))
	list, err := client.ListEni(&eni.ListEniArgs{VpcId: "vpc-default"})
	must(err)
	same(len(list.Eni), 1)
	same(list.Eni[0].SecurityGroupIds, []string{})
	same(list.Eni[0].EnterpriseSecurityGroupIds, []string{"esg-a"})
	refused(client.UpdateEniSecurityGroup(&eni.UpdateEniSecurityGroupArgs{
		EniId: "eni-1", SecurityGroupIds: []string{}}), 400, "SecurityGroup.NoSecurityGroup")
	status, err := client.GetEniStatus("eni-1")
	must(err)
	same(status.Status, "available")
}

// A wrong secret, and a temporary key with and without its token.
func credentials() {
	_, err := instances("wrong").GetInstanceDetail("i-1")
	refused(err, 400, "SignatureDoesNotMatch")

	temporary := instances("secret")
	session, err := auth.NewSessionBceCredentials("sts-key", "sts-secret", "sts-token")
	must(err)
	temporary.Config.Credentials = session
	same(groups(temporary, "i-1"), []string{"g-a"})
	must(temporary.BindSecurityGroup("i-1", "g-b"))

	bare, err := auth.NewBceCredentials("sts-key", "sts-secret")
	must(err)
	temporary.Config.Credentials = bare
	refused(temporary.BindSecurityGroup("i-1", "g-b"), 403, "InvalidAccessKeyId")
}

func groups(client *bcc.Client, instanceId string) []string {
	detail, err := client.GetInstanceDetail(instanceId)
	must(err)
	return detail.Instance.NicInfo.SecurityGroups
}

func refused(err error, status int, code string) {
	var refusal *bce.BceServiceError
	if !errors.As(err, &refusal) {
		fail(fmt.Sprintf("expected %s, got %v", code, err))
	}
	same(refusal.StatusCode, status)
	same(refusal.Code, code)
	if refusal.RequestId == "" || refusal.Message == "" {
		fail("an error without request id or message")
	}
}

func same(actual, expected interface{}) {
	if !reflect.DeepEqual(actual, expected) {
		fail(fmt.Sprintf("expected %v, got %v", expected, actual))
	}
}

func must(err error) {
	if err != nil {
		fail(err.Error())
	}
}

func fail(what string) {
	_, _, line, _ := runtime.Caller(2)
	fmt.Fprintf(os.Stderr, "main.go:%d: %s\n", line, what)
	os.Exit(1)
}
