// Ways into what already runs with a role, or into a role itself: no PassRole needed.
// SPDX-License-Identifier: Apache-2.0
import { type EscalationPath, takingOver } from './types.ts';

const nameRoles = 'name the roles meant';
const nameClusters = 'leave access entries to the orchestrators, or name the clusters meant';
const toAdministrators = 'leave it to the system administrators';

export const takesOver: readonly EscalationPath[] = [
  takingOver('ecs', ['ExecuteCommand'], 'gets a shell in any task, with its role'),
  takingOver(
    'ssm',
    ['StartSession'],
    'gets a shell on any instance or in any task, container hosts included',
  ),
  takingOver('ssm', ['SendCommand'], 'runs commands on any instance, container hosts included'),
  takingOver('ssm', ['CreateAssociation'], 'runs commands on any instance, again and again'),
  takingOver(
    'eks',
    ['CreateAccessEntry', 'AssociateAccessPolicy'],
    'makes itself administrator of any cluster, and so has every pod’s role',
    nameClusters,
  ),
  takingOver(
    'eks',
    ['UpdateAccessEntry'],
    'joins any group of a cluster that its own entry is in',
    nameClusters,
  ),
  takingOver('batch', ['SubmitJob'], 'runs any job definition with commands of its own'),
  takingOver('apprunner', ['UpdateService'], 'replaces what any service runs'),
  takingOver('sts', ['AssumeRole'], 'assumes any role that leaves the decision to its account', nameRoles),
  takingOver('sts', ['AssumeRoot'], 'becomes the root user of any member account', toAdministrators),
  takingOver('lambda', ['UpdateFunctionCode'], 'replaces the code of any function'),
  takingOver('lambda', ['UpdateFunctionConfiguration'], 'loads a layer of its own into any function'),
  takingOver('cloudformation', ['UpdateStack'], 'changes what any stack’s role creates'),
  takingOver(
    'cloudformation',
    ['CreateChangeSet', 'ExecuteChangeSet'],
    'changes what any stack’s role creates',
  ),
  takingOver('glue', ['UpdateDevEndpoint'], 'puts its key on any endpoint'),
  takingOver('codebuild', ['StartBuild'], 'runs any project with commands of its own'),
  takingOver('codebuild', ['StartBuildBatch'], 'runs any project with commands of its own'),
  takingOver(
    'codedeploy',
    ['RegisterApplicationRevision', 'CreateDeployment'],
    'deploys a revision of its own onto hosts',
  ),
  takingOver(
    'ec2',
    ['ModifyInstanceAttribute', 'StopInstances', 'StartInstances'],
    'makes any instance run its user data as root',
  ),
  takingOver(
    'ec2',
    ['CreateLaunchTemplateVersion', 'ModifyLaunchTemplate'],
    'gives new instances its user data',
  ),
  takingOver('ec2-instance-connect', ['SendSSHPublicKey'], 'logs in to any instance that it reaches'),
  takingOver('ec2-instance-connect', ['SendSerialConsoleSSHPublicKey'], 'logs in to any serial console'),
  takingOver('sagemaker', ['CreatePresignedNotebookInstanceUrl'], 'opens any notebook'),
  takingOver('sagemaker', ['CreatePresignedDomainUrl'], 'opens any studio'),
  takingOver(
    'sagemaker',
    ['CreateNotebookInstanceLifecycleConfig', 'UpdateNotebookInstance'],
    'makes any notebook run its script',
  ),
  takingOver('states', ['UpdateStateMachine', 'StartExecution'], 'changes what any state machine calls'),
  takingOver(
    'bedrock-agentcore',
    ['StartBrowserSession', 'ConnectBrowserAutomationStream'],
    'drives any browser',
  ),
  takingOver(
    'bedrock-agentcore',
    ['StartCodeInterpreterSession', 'InvokeCodeInterpreter'],
    'runs code in any interpreter',
  ),
  takingOver('bedrock-agentcore', ['InvokeAgentRuntimeCommand'], 'runs commands in any agent’s runtime'),
  takingOver('sso', ['AttachManagedPolicyToPermissionSet'], 'widens a permission set', toAdministrators),
  takingOver(
    'sso',
    ['AttachCustomerManagedPolicyReferenceToPermissionSet'],
    'widens a permission set',
    toAdministrators,
  ),
  takingOver('sso', ['PutInlinePolicyToPermissionSet'], 'widens a permission set', toAdministrators),
  takingOver('sso', ['CreateAccountAssignment'], 'assigns itself any permission set', toAdministrators),
  takingOver(
    'identitystore',
    ['CreateGroupMembership'],
    'joins any group of Identity Center',
    toAdministrators,
  ),
];
