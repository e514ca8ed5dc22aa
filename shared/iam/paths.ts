// Known ways from some permissions to more of them, as data. Facts from pathfinding.cloud (Apache-2.0), Rhino Security
// Labs' list (BSD-3-Clause) and Prowler's combinations (Apache-2.0); the words are ours.

/** It writes permissions, becomes somebody else, runs something new with a role, or takes over what runs with one. */
export type EscalationKind = 'writes' | 'becomes' | 'runs' | 'takes-over';

export interface EscalationPath {
  /** Stable id: what a reader searches for, such as `passrole+runtask`. */
  readonly id: string;
  readonly kind: EscalationKind;
  /** All of them are needed. */
  readonly actions: readonly string[];
  /** What the holder gains, as the end of a sentence. */
  readonly gain: string;
  /** The one action to take away or to narrow first. */
  readonly change: string;
  /** Where it is enough to reach oneself, and as what. */
  readonly self?: 'user' | 'role' | 'policy';
}

const scopePassRole = 'give iam:PassRole only the ARNs of the roles meant, with iam:PassedToService';

/** Runs something new with a role of choice: `iam:PassRole` and the calls named. */
function passing(service: string, calls: readonly string[], gain: string): EscalationPath {
  return {
    id: ['passrole', ...calls].join('+').toLowerCase(),
    kind: 'runs',
    actions: ['iam:PassRole', ...calls.map((call) => `${service}:${call}`)],
    gain: `${gain} with any role there is`,
    change: scopePassRole,
  };
}

function writes(call: string, gain: string, change: string, self?: EscalationPath['self']): EscalationPath {
  const path = { id: call.toLowerCase(), kind: 'writes', actions: [`iam:${call}`], gain, change } as const;
  return self === undefined ? path : { ...path, self };
}

function becomes(call: string, gain: string, change: string): EscalationPath {
  return { id: call.toLowerCase(), kind: 'becomes', actions: [`iam:${call}`], gain, change };
}

function takesOver(service: string, calls: readonly string[], gain: string): EscalationPath {
  const actions = calls.map((call) => `${service}:${call}`);
  return { id: calls.join('+').toLowerCase(), kind: 'takes-over', actions, gain, change: ownTools };
}

const ownTools = 'leave it to the deployment pipeline, or name the resources meant';

export const escalationPathsKnown: readonly EscalationPath[] = [
  // It writes its own permissions, or those of somebody it can become.
  writes(
    'CreatePolicyVersion',
    'rewrites a managed policy that it has itself',
    'name the policies meant',
    'policy',
  ),
  writes(
    'SetDefaultPolicyVersion',
    'brings back an older, wider version of a policy',
    'name the policies meant',
    'policy',
  ),
  writes(
    'AttachUserPolicy',
    'attaches any policy to itself or another user',
    'demand iam:PolicyARN or a permissions boundary',
    'user',
  ),
  writes(
    'AttachRolePolicy',
    'attaches any policy to a role',
    'demand iam:PolicyARN or a permissions boundary',
    'role',
  ),
  writes('AttachGroupPolicy', 'attaches any policy to a group it is in', 'demand iam:PolicyARN'),
  writes('PutUserPolicy', 'writes any permission onto a user', 'demand a permissions boundary', 'user'),
  writes('PutRolePolicy', 'writes any permission onto a role', 'demand a permissions boundary', 'role'),
  writes('PutGroupPolicy', 'writes any permission onto a group it is in', 'name the groups meant'),
  writes('AddUserToGroup', 'joins a group with more permissions', 'name the groups meant'),
  writes('DeleteRolePermissionsBoundary', 'takes the limit off a role', 'deny it outright', 'role'),
  writes('DeleteUserPermissionsBoundary', 'takes the limit off a user', 'deny it outright', 'user'),
  // It becomes somebody else.
  becomes(
    'CreateAccessKey',
    'makes keys for other users',
    'limit it to the own user by the variable aws:username',
  ),
  becomes(
    'CreateLoginProfile',
    'gives other users a password it knows',
    'limit it to the own user by the variable aws:username',
  ),
  becomes(
    'UpdateLoginProfile',
    'changes other users’ passwords',
    'limit it to the own user by the variable aws:username',
  ),
  becomes('UpdateAssumeRolePolicy', 'lets itself into any role', 'name the roles meant'),
  // It runs code with a role of choice.
  passing('ecs', ['RunTask'], 'runs a task (the call may override its task role)'),
  passing('ecs', ['StartTask'], 'starts a task (the call may override its task role)'),
  passing('ecs', ['RegisterTaskDefinition', 'CreateService'], 'runs a service'),
  passing('ecs', ['RegisterTaskDefinition', 'UpdateService'], 'replaces what a service runs'),
  passing('eks', ['CreatePodIdentityAssociation'], 'gives pods a role'),
  passing('batch', ['RegisterJobDefinition', 'SubmitJob'], 'runs a job'),
  passing('apprunner', ['CreateService'], 'runs a container service'),
  passing('ec2', ['RunInstances'], 'runs an instance'),
  passing('ec2', ['RequestSpotInstances'], 'runs an instance'),
  passing('lambda', ['CreateFunction', 'InvokeFunction'], 'runs a function'),
  passing('lambda', ['CreateFunction', 'AddPermission'], 'runs a function, called from elsewhere'),
  passing('lambda', ['CreateFunction', 'CreateEventSourceMapping'], 'runs a function, called by a stream'),
  passing('cloudformation', ['CreateStack'], 'creates whatever a template says'),
  passing('cloudformation', ['CreateStackSet', 'CreateStackInstances'], 'creates whatever a template says'),
  passing('cloudformation', ['UpdateStackSet'], 'changes whatever a template says'),
  passing('codebuild', ['CreateProject', 'StartBuild'], 'runs a build'),
  passing('codebuild', ['CreateProject', 'StartBuildBatch'], 'runs builds'),
  passing('datapipeline', ['CreatePipeline', 'PutPipelineDefinition', 'ActivatePipeline'], 'runs a pipeline'),
  passing('glue', ['CreateDevEndpoint'], 'opens a shell'),
  passing('glue', ['CreateJob', 'StartJobRun'], 'runs a job'),
  passing('glue', ['CreateJob', 'CreateTrigger'], 'runs a job by trigger'),
  passing('glue', ['UpdateJob', 'StartJobRun'], 'changes and runs a job'),
  passing('glue', ['UpdateJob', 'CreateTrigger'], 'changes a job and runs it by trigger'),
  passing('glue', ['CreateSession', 'RunStatement'], 'runs statements'),
  passing('sagemaker', ['CreateNotebookInstance'], 'opens a notebook'),
  passing('sagemaker', ['CreateTrainingJob'], 'runs a training job'),
  passing('sagemaker', ['CreateProcessingJob'], 'runs a processing job'),
  passing('scheduler', ['CreateSchedule'], 'calls any API on a schedule'),
  passing('states', ['CreateStateMachine', 'StartExecution'], 'calls any API from a state machine'),
  passing('ssm', ['CreateDocument', 'StartAutomationExecution'], 'runs an automation'),
  passing('gamelift', ['CreateBuild', 'CreateFleet'], 'runs a fleet'),
  passing('kinesisanalytics', ['CreateApplication', 'StartApplication'], 'runs an application'),
  passing('cognito-identity', ['SetIdentityPoolRoles'], 'hands a role to an identity pool'),
  passing(
    'bedrock-agentcore',
    ['CreateCodeInterpreter', 'StartCodeInterpreterSession', 'InvokeCodeInterpreter'],
    'runs code',
  ),
  passing('bedrock-agentcore', ['CreateAgentRuntime', 'InvokeAgentRuntimeCommand'], 'runs commands'),
  passing(
    'bedrock-agentcore',
    ['CreateBrowser', 'StartBrowserSession', 'ConnectBrowserAutomationStream'],
    'drives a browser',
  ),
  // It takes over something that already runs with a role, or the role itself.
  {
    id: 'assumerole',
    kind: 'takes-over',
    actions: ['sts:AssumeRole'],
    gain: 'assumes any role that leaves the decision to its account',
    change: 'name the roles meant',
  },
  takesOver('ecs', ['ExecuteCommand'], 'gets a shell in any task, with its role'),
  takesOver('lambda', ['UpdateFunctionCode'], 'replaces the code of any function'),
  takesOver('lambda', ['UpdateFunctionConfiguration'], 'loads a layer of its own into any function'),
  takesOver('cloudformation', ['UpdateStack'], 'changes what any stack’s role creates'),
  takesOver('glue', ['UpdateDevEndpoint'], 'puts its key on any endpoint'),
  takesOver('apprunner', ['UpdateService'], 'replaces what any service runs'),
  takesOver('codebuild', ['StartBuild'], 'runs any project with commands of its own'),
  takesOver('codebuild', ['StartBuildBatch'], 'runs any project with commands of its own'),
  takesOver('ssm', ['SendCommand'], 'runs commands on any instance'),
  takesOver('ssm', ['StartSession'], 'gets a shell on any instance'),
  takesOver('sagemaker', ['CreatePresignedNotebookInstanceUrl'], 'opens any notebook'),
  takesOver(
    'sagemaker',
    ['CreateNotebookInstanceLifecycleConfig', 'UpdateNotebookInstance'],
    'makes any notebook run its script',
  ),
  takesOver('ec2-instance-connect', ['SendSSHPublicKey'], 'logs in to any instance that it reaches'),
  takesOver('states', ['UpdateStateMachine', 'StartExecution'], 'changes what any state machine calls'),
  takesOver(
    'bedrock-agentcore',
    ['StartBrowserSession', 'ConnectBrowserAutomationStream'],
    'drives any browser',
  ),
  takesOver(
    'bedrock-agentcore',
    ['StartCodeInterpreterSession', 'InvokeCodeInterpreter'],
    'runs code in any interpreter',
  ),
  takesOver('sso', ['AttachManagedPolicyToPermissionSet'], 'widens a permission set'),
  takesOver('sso', ['PutInlinePolicyToPermissionSet'], 'widens a permission set'),
];
