// What a script says where AWS cannot be asked, or says no: one line, and what to do.
// SPDX-License-Identifier: Apache-2.0

const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:CredentialsProviderError|TokenProviderError)$/,
    'there are no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (aws configure; aws sso login)',
  ],
  [
    /^(?:ExpiredToken(?:Exception)?|RequestExpired)$/,
    'the AWS credentials have expired: get new ones (aws sso login)',
  ],
  [
    /^(?:InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|SignatureDoesNotMatch|AuthFailure|InvalidSignatureException)$/,
    'AWS does not know these credentials: look at AWS_PROFILE and AWS_ACCESS_KEY_ID (aws sts get-caller-identity)',
  ],
  [
    /^(?:AccessDenied(?:Exception)?|UnauthorizedOperation|AuthorizationErrorException)$/,
    'AWS denies it: deploy/deployer-policy.json has what the role that deploys needs',
  ],
  [
    /^OperationInProgressException$/,
    'another operation of the stack set goes on: wait for its end, or stop it (aws cloudformation stop-stack-set-operation)',
  ],
  [
    /^StackSetNotEmptyException$/,
    'stacks are left in accounts that refused their removal: mend that, and give the command again',
  ],
  [
    /^(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|TimeoutError|AggregateError)$/,
    'AWS cannot be reached: look at the Region (--region), the network and AWS_ENDPOINT_URL',
  ],
];

/** Of anything that was thrown; the message of the SDK follows, which holds no credentials. */
export function wordsOfError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const remedy = remedies.find(([names]) => names.test(error.name) || names.test(code))?.[1];
  const message = error.message === '' ? code : error.message;
  return remedy === undefined ? message : `${remedy}: ${message.split('\n')[0]}`;
}
