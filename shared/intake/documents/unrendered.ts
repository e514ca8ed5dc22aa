// Files that a tool turns into what can be judged: what they are, and what to run.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject, listOf, objectOf } from '../../model/json.ts';

interface Unrendered {
  readonly what: string;
  /** What to judge in its place. */
  readonly instead: string;
}

const terraform: Unrendered = {
  what: 'Terraform’s source, which does not hold the values of a plan',
  instead: 'terraform plan -out tfplan && terraform show -json tfplan > plan.json',
};

// `type` of a manifest: https://aws.github.io/copilot-cli/docs/manifest/overview/
const copilot =
  /^(?:Load Balanced Web|Backend|Worker|Request-Driven Web) Service$|^Scheduled Job$|^Static Site$/;

const documents: readonly (Unrendered & { readonly test: (value: JsonObject) => boolean })[] = [
  { ...terraform, test: isTerraformSource },
  {
    what: 'a manifest of AWS Copilot',
    instead: 'copilot svc package (or copilot job package), which writes CloudFormation',
    test: ({ name, type }) => typeof name === 'string' && typeof type === 'string' && copilot.test(type),
  },
  {
    what: 'a service of the Serverless Framework',
    instead: 'serverless package, which writes .serverless/cloudformation-template-update-stack.json',
    test: ({ service, provider }) =>
      service !== undefined && isObject(provider) && provider.name !== undefined,
  },
  {
    what: 'a Compose file, which no cluster runs as it is',
    instead: 'kompose convert --stdout, which writes Kubernetes manifests',
    test: isCompose,
  },
  {
    what: 'a chart of Helm',
    instead: 'helm template',
    // Chart.yaml: https://helm.sh/docs/topics/charts/#the-chartyaml-file
    test: ({ apiVersion, name, version, kind }) =>
      (apiVersion === 'v2' || apiVersion === 'v1') &&
      kind === undefined &&
      typeof name === 'string' &&
      version !== undefined,
  },
  {
    what: 'a list of AWS IAM that names policies or who has them, without the policies themselves',
    instead: 'aws iam get-account-authorization-details',
    test: isListOfIam,
  },
];

/** Null: nothing of the kind. */
export function unrenderedDocument(value: JsonObject): string | null {
  const found = documents.find(({ test }) => test(value));
  return found === undefined ? null : words(found);
}

/** By its name: Terraform’s own language is neither JSON nor YAML. */
export function unrenderedFile(path: string): string | null {
  return /\.(?:tf|tofu|tfvars)$/i.test(path) ? words(terraform) : null;
}

function words({ what, instead }: Unrendered): string {
  return `${what}: judge what comes of \`${instead}\``;
}

/** `.tf.json`; a plan and a state have their version beside their resources. */
function isTerraformSource({
  resource,
  module,
  variable,
  provider,
  format_version: format,
}: JsonObject): boolean {
  if (format !== undefined) return false;
  const blocks = [resource, module, variable].filter(isObject);
  return (
    blocks.length > 0 && (isObject(resource) || isObject(provider) || isObject(module)) && hasBlocks(blocks)
  );
}

function hasBlocks(blocks: readonly JsonObject[]): boolean {
  return blocks.some((block) => Object.values(block).some((one) => isObject(one) || Array.isArray(one)));
}

/** Each service has an image or says how to build one: https://github.com/compose-spec/compose-spec/blob/main/05-services.md */
function isCompose({ services, apiVersion, Resources: resources }: JsonObject): boolean {
  if (!isObject(services) || apiVersion !== undefined || resources !== undefined) return false;
  const all = Object.values(services).filter(isObject);
  return (
    all.length > 0 &&
    all.some((one) => ['image', 'build', 'extends'].some((key) => objectOf(one)[key] !== undefined))
  );
}

/** Answers of ListPolicies, ListRoles, ListUsers, ListGroups, and of what is attached to one (IAM API Reference). */
function isListOfIam(value: JsonObject): boolean {
  // A whole account, of which some policies came without their documents, is judged as far as it goes.
  if (['RoleDetailList', 'UserDetailList', 'GroupDetailList'].some((key) => value[key] !== undefined))
    return false;
  const attached = listOf(value.AttachedPolicies).some((one) => objectOf(one).PolicyArn !== undefined);
  const named = ['Policies', 'Roles', 'Users', 'Groups'].some((key) => {
    const items = listOf(value[key]).map(objectOf);
    return (
      items.some(({ Arn: arn }) => /^arn:[\w-]{1,20}:iam:/.test(String(arn))) && !items.some(hasVersions)
    );
  });
  return attached || named;
}

function hasVersions({ PolicyVersionList: versions }: JsonObject): boolean {
  return Array.isArray(versions);
}
