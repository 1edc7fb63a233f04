/** The services of the console: which names completion offers, and where each one is. Any other name is taken as it is. */

/** Services whose name in the console differs from their name in the AWS CLI, or from what people call them. */
const CONSOLE_NAMES: Readonly<Record<string, string>> = {
  codeartifact: 'codesuite/codeartifact',
  codebuild: 'codesuite/codebuild',
  codecommit: 'codesuite/codecommit',
  codedeploy: 'codesuite/codedeploy',
  codepipeline: 'codesuite/codepipeline',
  dynamodb: 'dynamodbv2',
  eventbridge: 'events',
  logs: 'cloudwatch',
  opensearch: 'aos',
  organizations: 'organizations/v2',
  redshift: 'redshiftv2',
  route53: 'route53/v2',
  ssm: 'systems-manager',
  sso: 'singlesignon',
  stepfunctions: 'states',
  waf: 'wafv2',
};

/** Services with the same name in the console. */
const SAME_NAMES =
  'acm apigateway appsync athena backup batch billing cloudformation cloudfront cloudtrail cloudwatch cognito config ' +
  'cost-management ec2 ecr ecs efs eks elasticache elasticbeanstalk glue grafana guardduty iam kinesis kms lambda ram rds s3 ' +
  'sagemaker secretsmanager securityhub ses sns sqs support trustedadvisor vpc';

/** The names that completion offers, sorted. */
export function serviceNames(): readonly string[] {
  return [...SAME_NAMES.split(' '), ...Object.keys(CONSOLE_NAMES)].sort();
}

/** The service in the console's paths: `dynamodb` is `dynamodbv2`. */
export function consoleName(service: string): string {
  return Object.hasOwn(CONSOLE_NAMES, service) ? (CONSOLE_NAMES[service] ?? service) : service;
}
