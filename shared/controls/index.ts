// Every control. Written by `npm run generate` from the files beside it; not by hand.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../model/control.ts';
import { accountBoundary } from './blast-radius/account-boundary.ts';
import { confusedDeputyGuard } from './blast-radius/confused-deputy-guard.ts';
import { dedicatedRole } from './blast-radius/dedicated-role.ts';
import { executionRoleApart } from './blast-radius/execution-role-apart.ts';
import { noForeignTrust } from './blast-radius/no-foreign-trust.ts';
import { noHostCredentials } from './blast-radius/no-host-credentials.ts';
import { noOpenFederation } from './blast-radius/no-open-federation.ts';
import { permissionsBoundary } from './blast-radius/permissions-boundary.ts';
import { resourceLimits } from './blast-radius/resource-limits.ts';
import { roleLeastPrivilege } from './blast-radius/role-least-privilege.ts';
import { serviceAccountToken } from './blast-radius/service-account-token.ts';
import { approvedOrchestrators } from './control-plane/approved-orchestrators.ts';
import { clusterAdminEntries } from './control-plane/cluster-admin-entries.ts';
import { clusterAuditLogging } from './control-plane/cluster-audit-logging.ts';
import { clusterEndpointPrivate } from './control-plane/cluster-endpoint-private.ts';
import { clusterSecretsEncrypted } from './control-plane/cluster-secrets-encrypted.ts';
import { clusterVersionSupported } from './control-plane/cluster-version-supported.ts';
import { deploymentToolsGuarded } from './control-plane/deployment-tools-guarded.ts';
import { federatedAccessOnly } from './control-plane/federated-access-only.ts';
import { mfaForPeople } from './control-plane/mfa-for-people.ts';
import { noAdministratorGrant } from './control-plane/no-administrator-grant.ts';
import { noBroadRbac } from './control-plane/no-broad-rbac.ts';
import { noPrivilegeEscalation } from './control-plane/no-privilege-escalation.ts';
import { noRootActivity } from './control-plane/no-root-activity.ts';
import { pipelineIntegrity } from './control-plane/pipeline-integrity.ts';
import { registryNotPublic } from './control-plane/registry-not-public.ts';
import { separateAdministrators } from './control-plane/separate-administrators.ts';
import { trustedIdentityProvider } from './control-plane/trusted-identity-provider.ts';
import { workloadLogging } from './control-plane/workload-logging.ts';
import { agentCurrent } from './host-hardening/agent-current.ts';
import { encryptedVolumes } from './host-hardening/encrypted-volumes.ts';
import { hardenedImage } from './host-hardening/hardened-image.ts';
import { imdsv2 } from './host-hardening/imdsv2.ts';
import { kernelProfiles } from './host-hardening/kernel-profiles.ts';
import { noHostLogin } from './host-hardening/no-host-login.ts';
import { noHostSsh } from './host-hardening/no-host-ssh.ts';
import { platformVersionCurrent } from './host-hardening/platform-version-current.ts';
import { recentImage } from './host-hardening/recent-image.ts';
import { immutableTags } from './image-provenance/immutable-tags.ts';
import { latestCertified } from './image-provenance/latest-certified.ts';
import { noStaleImage } from './image-provenance/no-stale-image.ts';
import { pinnedByDigest } from './image-provenance/pinned-by-digest.ts';
import { runningWhatWasDeployed } from './image-provenance/running-what-was-deployed.ts';
import { scanOnPush } from './image-provenance/scan-on-push.ts';
import { scannedClean } from './image-provenance/scanned-clean.ts';
import { scriptedDeployment } from './image-provenance/scripted-deployment.ts';
import { signedImage } from './image-provenance/signed-image.ts';
import { signedProvenance } from './image-provenance/signed-provenance.ts';
import { trustedRegistry } from './image-provenance/trusted-registry.ts';
import { noDrift } from './immutability/no-drift.ts';
import { noInteractiveAccess } from './immutability/no-interactive-access.ts';
import { noRemoteShellDaemon } from './immutability/no-remote-shell-daemon.ts';
import { noTerminal } from './immutability/no-terminal.ts';
import { noToolchainInImage } from './immutability/no-toolchain-in-image.ts';
import { readOnlyRootFilesystem } from './immutability/read-only-root-filesystem.ts';
import { environmentSchema } from './input-validation/environment-schema.ts';
import { noInlineCode } from './input-validation/no-inline-code.ts';
import { noLoaderVariables } from './input-validation/no-loader-variables.ts';
import { noPlaintextSecrets } from './input-validation/no-plaintext-secrets.ts';
import { nonRootUser } from './input-validation/non-root-user.ts';
import { overridesWithinPolicy } from './input-validation/overrides-within-policy.ts';
import { trustedConfigurationSource } from './input-validation/trusted-configuration-source.ts';
import { userInRange } from './input-validation/user-in-range.ts';
import { maskedProc } from './namespace-isolation/masked-proc.ts';
import { minimalCapabilities } from './namespace-isolation/minimal-capabilities.ts';
import { noHostNamespaces } from './namespace-isolation/no-host-namespaces.ts';
import { noHostPaths } from './namespace-isolation/no-host-paths.ts';
import { noHostProcess } from './namespace-isolation/no-host-process.ts';
import { noPrivilegeGain } from './namespace-isolation/no-privilege-gain.ts';
import { noPrivileged } from './namespace-isolation/no-privileged.ts';
import { detectorsOn } from './resource-usage/detectors-on.ts';
import { knownExternalSystems } from './resource-usage/known-external-systems.ts';
import { limitedEgress } from './resource-usage/limited-egress.ts';
import { noAdminPorts } from './resource-usage/no-admin-ports.ts';
import { noHostileBehaviour } from './resource-usage/no-hostile-behaviour.ts';
import { noPublicAddress } from './resource-usage/no-public-address.ts';
import { noSelfUpdate } from './resource-usage/no-self-update.ts';
import { unusedPermissions } from './resource-usage/unused-permissions.ts';
import { defaultDenyNetwork } from './segmentation/default-deny-network.ts';
import { encryptedInTransit } from './segmentation/encrypted-in-transit.ts';
import { groupSecurityGroup } from './segmentation/group-security-group.ts';
import { noDefaultNamespace } from './segmentation/no-default-namespace.ts';
import { noExternalAddresses } from './segmentation/no-external-addresses.ts';
import { noProbeToForeignHost } from './segmentation/no-probe-to-foreign-host.ts';
import { noWorldIngress } from './segmentation/no-world-ingress.ts';
import { ownNetworkInterface } from './segmentation/own-network-interface.ts';
import { privateSubnet } from './segmentation/private-subnet.ts';
import { noMixedTrustHost } from './workload-trust/no-mixed-trust-host.ts';
import { noRoleAcrossTrust } from './workload-trust/no-role-across-trust.ts';
import { trustLevelDeclared } from './workload-trust/trust-level-declared.ts';
import { untrustedIsolated } from './workload-trust/untrusted-isolated.ts';

export const controls: readonly Control[] = [
  accountBoundary,
  confusedDeputyGuard,
  dedicatedRole,
  executionRoleApart,
  noForeignTrust,
  noHostCredentials,
  noOpenFederation,
  permissionsBoundary,
  resourceLimits,
  roleLeastPrivilege,
  serviceAccountToken,
  approvedOrchestrators,
  clusterAdminEntries,
  clusterAuditLogging,
  clusterEndpointPrivate,
  clusterSecretsEncrypted,
  clusterVersionSupported,
  deploymentToolsGuarded,
  federatedAccessOnly,
  mfaForPeople,
  noAdministratorGrant,
  noBroadRbac,
  noPrivilegeEscalation,
  noRootActivity,
  pipelineIntegrity,
  registryNotPublic,
  separateAdministrators,
  trustedIdentityProvider,
  workloadLogging,
  agentCurrent,
  encryptedVolumes,
  hardenedImage,
  imdsv2,
  kernelProfiles,
  noHostLogin,
  noHostSsh,
  platformVersionCurrent,
  recentImage,
  immutableTags,
  latestCertified,
  noStaleImage,
  pinnedByDigest,
  runningWhatWasDeployed,
  scanOnPush,
  scannedClean,
  scriptedDeployment,
  signedImage,
  signedProvenance,
  trustedRegistry,
  noDrift,
  noInteractiveAccess,
  noRemoteShellDaemon,
  noTerminal,
  noToolchainInImage,
  readOnlyRootFilesystem,
  environmentSchema,
  noInlineCode,
  noLoaderVariables,
  noPlaintextSecrets,
  nonRootUser,
  overridesWithinPolicy,
  trustedConfigurationSource,
  userInRange,
  maskedProc,
  minimalCapabilities,
  noHostNamespaces,
  noHostPaths,
  noHostProcess,
  noPrivilegeGain,
  noPrivileged,
  detectorsOn,
  knownExternalSystems,
  limitedEgress,
  noAdminPorts,
  noHostileBehaviour,
  noPublicAddress,
  noSelfUpdate,
  unusedPermissions,
  defaultDenyNetwork,
  encryptedInTransit,
  groupSecurityGroup,
  noDefaultNamespace,
  noExternalAddresses,
  noProbeToForeignHost,
  noWorldIngress,
  ownNetworkInterface,
  privateSubnet,
  noMixedTrustHost,
  noRoleAcrossTrust,
  trustLevelDeclared,
  untrustedIsolated,
];
