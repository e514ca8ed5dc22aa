// `dockerSecurityOptions`: no-new-privileges, AppArmor and SELinux of an ECS container on EC2.
// SPDX-License-Identifier: Apache-2.0
import { type At, at } from '../../model/at.ts';
import type { Container, SeLinux } from '../../model/workload.ts';
import { type Cursor, settledStrings } from './cursor.ts';

type Options = 'allowPrivilegeEscalation' | 'seccomp' | 'appArmor' | 'seLinux';

/** Valid are `no-new-privileges`, `apparmor:PROFILE`, `label:…` and `credentialspec:…` (ECS API reference, ContainerDefinition). */
export function securityOptions(from: Cursor): Pick<Container, Options> {
  const options = settledStrings(from);
  const said = <T>(value: T): At<T> => ({ ...options, value });
  const gainsNothing = options.value.some((option) => /^no-new-privileges(?:[:=]true)?$/.test(option));
  return {
    allowPrivilegeEscalation: said(gainsNothing ? false : null),
    // Docker's default profile applies; ECS has no option to choose another.
    seccomp: at(null, ''),
    appArmor: said(optionValue(options.value, 'apparmor')),
    seLinux: seLinuxOf(options.value, said),
  };
}

function optionValue(options: readonly string[], ...prefixes: readonly string[]): string | null {
  for (const option of options) {
    for (const prefix of prefixes) {
      if (option.startsWith(`${prefix}:`) || option.startsWith(`${prefix}=`))
        return option.slice(prefix.length + 1);
    }
  }
  return null;
}

function seLinuxOf(options: readonly string[], said: <T>(value: T) => At<T>): SeLinux | null {
  if (!options.some((option) => option.startsWith('label'))) return null;
  const part = (name: string) => said(optionValue(options, `label:${name}`, `label=${name}`));
  // `label:disable` takes all confinement away, as no type could.
  const off = options.some((option) => /^label[:=]disable$/.test(option));
  return { type: off ? said('disable') : part('type'), user: part('user'), role: part('role') };
}
