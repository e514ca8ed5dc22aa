// `npm run deploy [-- --policy FILE] [--policy-only] [--remove] [options of serverless deploy]`: validates the policy, deploys the stack, writes the
// policy; or removes the stack.
// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { validatePolicy } from '../functions/wiring/policy/valid.ts';
import { actionsOf, withActions, wordsAbout } from './deploy/actions.ts';
import { adoptKept } from './deploy/adopt.ts';
import { type Asked, asked, usage } from './deploy/asked.ts';
import { keepParameters, parametersIn, planOf, readParameters } from './deploy/parameters.ts';
import { protectTable } from './deploy/protect.ts';
import { forgetParameters, planRemoval, removeStack, wordsOfRemoval } from './deploy/remove.ts';
import { textsOf } from './deploy/texts.ts';
import { bucketName, writePolicy } from './deploy/write.ts';

async function deploy(args: readonly string[]): Promise<number> {
  const options = asked(args);
  const { policy: file, policyOnly, stage, region } = options;
  if (options.help) {
    console.log(usage);
    return 0;
  }
  if (options.remove) return remove(options);
  const texts = textsOf(file);
  const read = await validatePolicy(texts, new Date(), null);
  if (!read.ok) {
    for (const problem of read.problems) console.error(problem);
    return 1;
  }
  const actions = await actionsOf(read.policy);
  const account = await accountIn(region);
  if (!policyOnly && !(await deployStack(options, account, (params) => withActions(params, actions))))
    return 1;
  const place = { bucket: bucketName(stage, account, region), account };
  // Last, so that the code that reads the policy knows all that stands in it; and on the first day the stack makes the bucket.
  const version = await writePolicy(texts, place, s3At(region));
  console.log(`policy ${file} (${read.policy.hash}) is version ${version} in s3://${place.bucket}`);
  console.log(wordsAbout(actions, policyOnly));
  return 0;
}

/** Shows what stays and what changes first; false where it did not come about. */
async function deployStack(
  { stage, region, others, yes }: Asked,
  account: string,
  derived: (args: readonly string[]) => readonly string[],
): Promise<boolean> {
  const ssm = new SSMClient({ region });
  const before = await readParameters(stage, ssm);
  const { parameters, kept, lines, emptied } = planOf(before, parametersIn(others));
  if (before === null)
    console.error(
      `no parameters of an earlier deployment are known in ${region}: those that are not given are empty`,
    );
  for (const line of lines) console.error(line);
  if (emptied.length > 0 && !yes) {
    console.error(
      `${emptied.join(', ')} would be empty, and what rests on that ends: say --yes if that is meant`,
    );
    return false;
  }
  const args = derived([...others, ...kept]);
  const clients = clientsIn(region);
  const packed = () => ran('serverless', 'package', ...args);
  if (!ran('npm', 'run', 'build') || !(await adoptKept({ stage, account, region, packed }, clients)))
    return false;
  if (!ran('serverless', 'deploy', ...args)) return false;
  // What may act comes from the policy each time.
  const { 'respond-actions': _, ...lasting } = parameters;
  await keepParameters(stage, lasting, ssm);
  await protectTable(stage, clients.dynamodb);
  return true;
}

/** Shows what stays and what ends first, and ends nothing unless that is meant. */
async function remove({ stage, region, yes }: Asked): Promise<number> {
  const clients = clientsIn(region);
  const removal = await planRemoval(stage, clients.cloudFormation);
  if (removal === null) {
    console.log(`there is no stack of stage ${stage} in ${region}`);
    if (yes) await forgetParameters(stage, clients.ssm);
    return 0;
  }
  for (const line of wordsOfRemoval(removal, await readParameters(stage, clients.ssm))) console.log(line);
  if (!yes) {
    console.error('nothing was removed: say --yes if that is meant');
    return 1;
  }
  await removeStack(removal, await accountIn(region), clients);
  await forgetParameters(stage, clients.ssm);
  console.log('removed; what stays is imported by the next `npm run deploy` of this stage in this Region');
  return 0;
}

async function accountIn(region: string): Promise<string> {
  const { Account = '' } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
  return Account;
}

function clientsIn(region: string) {
  return {
    cloudFormation: new CloudFormationClient({ region }),
    dynamodb: new DynamoDBClient({ region }),
    ssm: new SSMClient({ region }),
    s3: s3At(region),
  };
}

/** An endpoint of one's own (an emulator, say) seldom knows buckets by their host names. */
function s3At(region: string): S3Client {
  const own = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  return new S3Client({ region, ...(own === undefined ? {} : { forcePathStyle: true }) });
}

function ran(command: string, ...args: readonly string[]): boolean {
  // npm puts node_modules/.bin on the path of a script; on Windows both are .cmd files, which need a shell.
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error !== undefined) console.error(`${command}: ${error.message}`);
  return status === 0;
}

try {
  process.exitCode = await deploy(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
