# sh consumer.sh PROGRAM [loop SECONDS INTERVAL]: the AWS CLI, without words once, else again and again, and a line for each call.
program=$1
call() { "$program" sts get-caller-identity --endpoint-url "$AWS_ENDPOINT_URL_STS" --query Arn --output text; }
[ "$2" = loop ] || { call; exit; }
end=$(($(date +%s) + $3))
while [ "$(date +%s)" -lt "$end" ]; do
  if text=$(call 2>&1); then echo "ok $text"; else echo "FAIL $(echo "$text" | tr '\n' ' ')"; fi
  sleep "$4"
done
