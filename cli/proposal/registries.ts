// The registries that images come from, as `trust.registries` would name them.
// SPDX-License-Identifier: Apache-2.0
import { parseImageReference } from '../../shared/names/image-reference.ts';
import { type Registry, Tally } from './seen.ts';

/** `accounts`: those seen; a private ECR registry of one of them is one’s own. */
export function registriesOf(images: readonly string[], accounts: ReadonlySet<string>): readonly Registry[] {
  const tally = new Tally();
  const own = new Set<string>();
  const globs = new Map<string, string>();
  for (const image of images) {
    const parsed = parseImageReference(image);
    if (parsed === null) continue;
    const { registry, repository, ecr } = parsed;
    // Docker Hub and public galleries hold everybody’s images: only the part that was seen is named.
    const shared = sharedRegistries.has(registry);
    const name = shared ? `${registry}/${repository.split('/')[0]}` : registry;
    tally.add(name);
    globs.set(name, `${name}/*`);
    if (ecr !== null && accounts.has(ecr.account)) own.add(name);
  }
  return tally
    .sorted()
    .map(({ name, count }) => ({ name: globs.get(name) ?? name, count, own: own.has(name) }))
    .sort((a, b) => Number(b.own) - Number(a.own));
}

const sharedRegistries: ReadonlySet<string> = new Set([
  'docker.io',
  'ghcr.io',
  'quay.io',
  'gcr.io',
  'registry.gitlab.com',
  'public.ecr.aws',
]);
