// Whose a stack set or a stack is that is there: the names are the same for every stage and Region, what they trust and forward to is not.
// SPDX-License-Identifier: Apache-2.0
import type { WantedStack } from './wanted.ts';

const marks = ['HomeBusArn', 'HomeAccount', 'HomeRegion', 'Stage'];

type Found = Pick<WantedStack, 'parameters'>;

/** Throws where it is of another deployment, which would lose its members by a change or a removal. */
export function checkOwner({ name, parameters }: WantedStack, found: Found | null): void {
  for (const mark of marks) {
    const [wanted, there] = [parameters[mark], found?.parameters[mark]];
    if (wanted !== undefined && there !== undefined && wanted !== there)
      throw new Error(
        `${name} is there for another deployment (${mark} ${there}, not ${wanted}): an organisation has one; remove that first (--remove --organization with its --stage and --region)`,
      );
  }
}

/** What was set by hand, such as AlarmTopic: a change that does not give it again would take it away. */
export function withKept<T extends WantedStack>(wanted: T, found: Found): T {
  const kept = Object.entries(found.parameters).filter(([name]) =>
    wanted.template.includes(`\n  ${name}:\n`),
  );
  return { ...wanted, parameters: { ...Object.fromEntries(kept), ...wanted.parameters } };
}
