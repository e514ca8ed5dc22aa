// Principals of the corpora by the real readers and controls: labelled policies, the escalation modules, AWS-managed policies.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/model/json.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { judge } from '../../shared/pipeline.ts';
import { corpora } from '../support/corpora.ts';
import { judgingWith, observationsOf } from '../support/judging.ts';

const base = `${corpora}/iam`;
const absent = !existsSync(base) && process.env.CI === undefined;
if (absent) console.warn(`SKIPPED: ${base} is absent, set SEAWALL_CORPORA`);

const read = (path: string) => readFileSync(`${base}/${path}`, 'utf8');
const filesIn = (folder: string) =>
  absent ? [] : readdirSync(`${base}/${folder}`).filter((name) => name.endsWith('.json'));

async function verdictsOf(document: unknown): Promise<Verdict[]> {
  const judged = observationsOf(document).map((observation) => judge(observation, judgingWith()));
  return (await Promise.all(judged)).flat();
}

interface Label {
  readonly file: string;
  readonly control: string;
  readonly outcome: 'fail' | 'not-fail';
  readonly case: string;
}
const labels: Label[] = absent
  ? []
  : read('labels.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

describe.skipIf(absent)('labelled policies', () => {
  it('are all there', () => {
    expect(labels.length).toBeGreaterThanOrEqual(75);
  });

  it.each(
    labels.map((label) => [label.control, label.case, label] as const),
  )('%s: %s', async (_, __, label) => {
    const verdicts = await verdictsOf(JSON.parse(read(`labelled/${label.file}`)));
    const own = verdicts.filter(({ control }) => control === label.control);
    expect(own).toHaveLength(1);
    expect(own.some(({ outcome }) => outcome === 'fail')).toBe(label.outcome === 'fail');
    expect(own.some(({ broken }) => broken)).toBe(false);
  });
});

interface Module {
  readonly principals: readonly VulnerablePrincipal[];
  readonly policies: readonly {
    readonly name: string;
    readonly arn: string;
    readonly document: JsonObject;
  }[];
  readonly expected: { readonly finding: string; readonly path?: string } | null;
}
interface VulnerablePrincipal {
  readonly type: 'role' | 'user' | 'group';
  readonly name: string;
  readonly arn: string;
  readonly trustPolicy?: JsonObject;
  readonly groups?: readonly string[] | null;
  readonly attachedPolicies: readonly {
    readonly name: string;
    readonly arn: string;
    readonly document: JsonObject;
  }[];
}

/** The module as GetAccountAuthorizationDetails would show its account. */
function detailsOf({ principals, policies }: Module): JsonObject {
  const managed = new Map(
    [...policies, ...principals.flatMap((one) => one.attachedPolicies)].map((one) => [one.arn, one]),
  );
  const details = (type: VulnerablePrincipal['type'], nameKey: string) =>
    principals
      .filter((one) => one.type === type)
      .map((one) => ({
        Path: '/',
        [nameKey]: one.name,
        Arn: one.arn,
        AttachedManagedPolicies: one.attachedPolicies.map(({ name, arn }) => ({
          PolicyName: name,
          PolicyArn: arn,
        })),
        ...(one.trustPolicy === undefined ? {} : { AssumeRolePolicyDocument: one.trustPolicy }),
        ...(type === 'user' ? { GroupList: [...(one.groups ?? [])] } : {}),
      }));
  return {
    UserDetailList: details('user', 'UserName'),
    GroupDetailList: details('group', 'GroupName'),
    RoleDetailList: details('role', 'RoleName'),
    Policies: [...managed.values()].map(({ name, arn, document }) => ({
      PolicyName: name,
      Arn: arn,
      PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: document }],
    })),
  };
}

/** Our id of each path that the modules are named for. */
const pathIds: Readonly<Record<string, string>> = {
  'CloudFormation-UpdateStack': 'updatestack',
  'CloudFormation-PassExistingRoleToCloudFormation': 'passrole+createstack',
  'CodeBuild-CreateProjectPassRole': 'passrole+createproject+startbuild',
  'DataPipeline-PassExistingRoleToNewDataPipeline':
    'passrole+createpipeline+putpipelinedefinition+activatepipeline',
  'EC2-CreateInstanceWithExistingProfile': 'passrole+runinstances',
  'EC2InstanceConnect-SendSSHPublicKey': 'sendsshpublickey',
  'Glue-PassExistingRoleToNewGlueDevEndpoint': 'passrole+createdevendpoint',
  'Glue-UpdateExistingGlueDevEndpoint': 'updatedevendpoint',
  'IAM-AddUserToGroup': 'addusertogroup',
  'IAM-AttachGroupPolicy': 'attachgrouppolicy',
  'IAM-AttachRolePolicy': 'attachrolepolicy',
  'IAM-AttachUserPolicy': 'attachuserpolicy',
  'IAM-CreateAccessKey': 'createaccesskey',
  'IAM-CreateLoginProfile': 'createloginprofile',
  'IAM-CreateNewPolicyVersion': 'createpolicyversion',
  'IAM-PutGroupPolicy': 'putgrouppolicy',
  'IAM-PutRolePolicy': 'putrolepolicy',
  'IAM-PutUserPolicy': 'putuserpolicy',
  'IAM-SetExistingDefaultPolicyVersion': 'setdefaultpolicyversion',
  'IAM-UpdateLoginProfile': 'updateloginprofile',
  'IAM-UpdatingAssumeRolePolicy': 'updateassumerolepolicy',
  'Lambda-EditExistingLambdaFunctionWithRole': 'updatefunctioncode',
  'Lambda-PassExistingRoleToNewLambdaThenInvoke': 'passrole+createfunction+invokefunction',
  'Lambda-PassRoleToNewLambdaThenTrigger': 'passrole+createfunction+createeventsourcemapping',
  'SSM-SendCommand': 'sendcommand',
  'SSM-StartSession': 'startsession',
  'SageMaker-CreateNotebookPassRole': 'passrole+createnotebookinstance',
  'SageMaker-CreateProcessingJobPassRole': 'passrole+createprocessingjob',
  'SageMaker-CreateTrainingJobPassRole': 'passrole+createtrainingjob',
  SageMakerCreatePresignedNotebookURL: 'createpresignednotebookinstanceurl',
};

const modules = filesIn('vulnerable')
  .filter((name) => !name.startsWith('_'))
  .map((name) => [name, JSON.parse(read(`vulnerable/${name}`)) as Module] as const);

const failsOf = (verdicts: readonly Verdict[], control: string, arn: string) =>
  verdicts.filter((one) => one.control === control && one.outcome === 'fail' && one.subject.id === arn);

const foundPaths = (verdicts: readonly Verdict[], arn: string) =>
  failsOf(verdicts, 'control-plane/no-privilege-escalation', arn).flatMap(({ evidence }) =>
    evidence.map(({ found }) => (found as { path: string }).path),
  );

describe.skipIf(absent)('the escalation modules', () => {
  const escalating = modules.filter(([, { expected }]) => pathIds[expected?.path ?? ''] !== undefined);

  it('are all known by a path', () => {
    expect(escalating.length).toBeGreaterThanOrEqual(30);
    const named = modules.flatMap(([, { expected }]) => expected?.path ?? []);
    // Its roles hold no policies: the trust of each names the one before, which no single principal shows.
    expect(named.filter((path) => pathIds[path] === undefined)).toEqual(['STS-AssumeRole']);
  });

  it.each(escalating)('%s: each of its principals, by its path', async (_, module) => {
    const verdicts = await verdictsOf(detailsOf(module));
    const holders = module.principals.filter(({ attachedPolicies }) => attachedPolicies.length > 0);
    expect(holders.length).toBeGreaterThan(0);
    for (const { arn } of holders)
      expect.soft(foundPaths(verdicts, arn), arn).toContain(pathIds[module.expected?.path ?? '']);
    const others = module.principals.filter(
      ({ attachedPolicies, groups }) => attachedPolicies.length === 0 && (groups ?? []).length === 0,
    );
    for (const { arn } of others) expect.soft(foundPaths(verdicts, arn), arn).toEqual([]);
  });

  const administrators = modules.filter(([, { expected }]) => /^admin/.test(expected?.finding ?? ''));

  it.each([
    ...administrators,
    ...modules.filter(([, { expected }]) => expected?.path === 'STS-AssumeRole'),
  ])('%s: its administrators, once', async (_, module) => {
    const verdicts = await verdictsOf(detailsOf(module));
    for (const { arn, attachedPolicies } of module.principals) {
      if (attachedPolicies.length === 0) continue;
      expect.soft(failsOf(verdicts, 'control-plane/no-administrator-grant', arn), arn).toHaveLength(1);
      expect.soft(foundPaths(verdicts, arn), arn).toEqual([]);
    }
  });

  it('STS-AssumeRole: the role that starts it, by the whole chain', async () => {
    const chains = modules.filter(([, { expected }]) => expected?.path === 'STS-AssumeRole');
    expect(chains.length).toBeGreaterThan(0);
    for (const [, module] of chains) {
      const verdicts = await verdictsOf(detailsOf(module));
      const roles = module.principals.filter(
        ({ type, attachedPolicies }) => type === 'role' && attachedPolicies.length === 0,
      );
      expect(roles.map(({ arn }) => foundPaths(verdicts, arn))).toEqual([['chain'], ['reach']]);
    }
  });

  it('all in one account: nobody with an escalating policy passes', async () => {
    const details = modules.map(([, module]) => detailsOf(module));
    const lists = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'];
    const listed = (list: string) => details.flatMap((one) => one[list] as JsonObject[]);
    const verdicts = await verdictsOf(Object.fromEntries(lists.map((list) => [list, listed(list)])));
    for (const [, module] of escalating)
      for (const { arn, attachedPolicies } of module.principals)
        if (attachedPolicies.length > 0)
          expect.soft(foundPaths(verdicts, arn), arn).toContain(pathIds[module.expected?.path ?? '']);
  });
});

interface KnownMethod {
  readonly permissions: readonly string[];
}

/** Ways that the lists name and that lead nowhere: CodeStar is retired, and a pipeline that is not activated runs nothing. */
const ledNowhere = [
  'codestar:createproject',
  'codestar:createprojectfromtemplate',
  'datapipeline:createpipeline',
];

describe.skipIf(absent)('the published lists of ways to more permissions', () => {
  it.each([
    'methods/crosscheck.jsonl',
    'pathfinding/pathfinding.jsonl',
  ])('%s: all are found', async (file) => {
    const methods = read(file)
      .trim()
      .split('\n')
      .map((line): KnownMethod => JSON.parse(line));
    expect(methods.length).toBeGreaterThanOrEqual(65);
    const missed: string[] = [];
    for (const { permissions } of methods) {
      const statement = { Effect: 'Allow', Action: permissions, Resource: '*' };
      const verdicts = await verdictsOf({ Version: '2012-10-17', Statement: [statement] });
      const name = permissions
        .map((one) => one.toLowerCase())
        .sort()
        .join(' + ');
      const isDead = name.includes('activatepipeline') ? false : ledNowhere.some((one) => name.includes(one));
      const found = verdicts.some(
        ({ control, outcome }) => control === 'control-plane/no-privilege-escalation' && outcome === 'fail',
      );
      if (found === isDead) missed.push(name);
    }
    expect(missed).toEqual([]);
  });
});

/** AWS-managed policies that truly give a way to more, on any resource: what it is, as far as three paths. */
const justified: Readonly<Record<string, string>> = {
  AWSAppRunnerFullAccess: 'updateservice',
  AWSBatchServiceEventTargetRole: 'submitjob',
  AWSCodeBuildDeveloperAccess: 'startsession, startbuild, startbuildbatch',
  AWSCodeDeployDeployerAccess: 'registerapplicationrevision+createdeployment',
  AWSCodeDeployFullAccess: 'registerapplicationrevision+createdeployment',
  AWSCodeStarServiceRole: 'startbuild, startbuildbatch, registerapplicationrevision+createdeployment',
  AWSConnector: 'modifyinstanceattribute+stopinstances+startinstances',
  AWSDataPipelineRole: 'passrole+runinstances, passrole+requestspotinstances, passrole+runjobflow',
  AWSElasticBeanstalkFullAccess:
    'passrole+runtask, passrole+starttask, passrole+registertaskdefinition+createservice',
  AWSElasticBeanstalkService:
    'passrole+runinstances, passrole+createlaunchconfiguration+createautoscalinggroup, passrole+createlaunchconfiguration+updateautoscalinggroup',
  AWSGlueConsoleFullAccess: 'updatedevendpoint',
  AWSGlueServiceNotebookRole: 'updatedevendpoint',
  AWSLambdaFullAccess:
    'passrole+putrule+puttargets, passrole+createfunction+invokefunction, passrole+createfunction+addpermission',
  AWSSSODirectoryAdministrator: 'creategroupmembership',
  AWSSSOMasterAccountAdministrator:
    'attachmanagedpolicytopermissionset, attachcustomermanagedpolicyreferencetopermissionset, putinlinepolicytopermissionset',
  AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary:
    'createpresignednotebookinstanceurl, createpresigneddomainurl, createnotebookinstancelifecycleconfig+updatenotebookinstance',
  AmazonDynamoDBFullAccesswithDataPipeline:
    'passrole+runinstances, passrole+createfunction+invokefunction, passrole+createfunction+addpermission',
  AmazonEC2ContainerServiceFullAccess:
    'passrole+runtask, passrole+starttask, passrole+registertaskdefinition+createservice',
  AmazonECSServiceRolePolicy: 'startsession',
  AmazonECS_FullAccess: 'executecommand, updatestack, registerapplicationrevision+createdeployment',
  AmazonSSMMaintenanceWindowRole: 'sendcommand',
  AmazonSSMServiceRolePolicy: 'sendcommand',
  AmazonSageMakerFullAccess:
    'createpresignednotebookinstanceurl, createpresigneddomainurl, createnotebookinstancelifecycleconfig+updatenotebookinstance',
  BedrockAgentCoreFullAccess:
    'startbrowsersession+connectbrowserautomationstream, startcodeinterpretersession+invokecodeinterpreter, invokeagentruntimecommand',
  PowerUserAccess: 'control-plane/no-administrator-grant; executecommand, startsession, sendcommand',
  SageMakerStudioProjectUserRolePolicy: 'assumerole',
  SecretsManagerReadWrite: 'createchangeset+executechangeset',
  SystemAdministrator:
    'updatefunctioncode, updatefunctionconfiguration, registerapplicationrevision+createdeployment',
};

describe.skipIf(absent)('AWS-managed policies', () => {
  it('raise only what they truly give', async () => {
    const files = filesIn('managed');
    expect(files.length).toBeGreaterThan(150);
    const raised: Record<string, string> = {};
    for (const name of files) {
      const { document } = JSON.parse(read(`managed/${name}`));
      const found = (await verdictsOf(document)).filter(({ outcome }) => outcome === 'fail');
      if (found.length > 0) raised[name.replace('.json', '')] = found.map(shortly).join('; ');
      for (const path of found.flatMap(statementsOf))
        expect.soft(reachesAll(document, path), `${name} ${path}`).toBe(true);
    }
    console.table(raised);
    expect(raised).toEqual(justified);
  });
});

/** The decisive statement of each path: of several, the one about any resource, not the call that may be scoped. */
function statementsOf({ evidence }: Verdict): string[] {
  return evidence.map(({ path }) => path);
}

/** Read from the raw text, with no code of ours: an Allow on every resource, or on every role or function. */
function reachesAll(document: JsonObject, path: string): boolean {
  const list = [document.Statement].flat() as JsonObject[];
  const statement = list[Number(/\d+/.exec(path)?.[0] ?? 0)];
  const resources = [statement?.Resource ?? []].flat() as string[];
  const wide = resources.some((one) => one === '*' || /[:/]\*$/.test(one));
  return statement?.Effect === 'Allow' && (wide || statement.NotResource !== undefined);
}

function shortly({ control, evidence }: Verdict): string {
  const paths = evidence.flatMap(({ found }) =>
    typeof found === 'object' && found !== null && 'path' in found ? [String(found.path)] : [],
  );
  return paths.length === 0 ? control : paths.slice(0, 3).join(', ');
}
