// Images of which no trusted signer attests how they were built, or what is in them.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { matchesAny } from '../../model/glob.ts';
import type { PolicyView } from '../../model/policy-view.ts';
import type { GoodAttestation, SignedPlatform } from '../../model/signatures.ts';
import type { Judgement } from '../../model/verdict.ts';
import type { Examples } from '../examples/example.ts';
import { deployed, goodSignature, pushed, signatures, trusting } from '../examples/images.ts';
import { imagesOf, type NamedImage, together } from '../questions/image-of.ts';

const parameters = z.object({
  builders: z
    .array(z.string())
    .default(['*'])
    .describe('Globs on the builder that SLSA provenance names (`builder.id`)'),
  sources: z.array(z.string()).default(['*']).describe('Globs on the source repository that it names'),
  sbom: z.boolean().default(false).describe('An attested SBOM (SPDX or CycloneDX) is demanded, too'),
});
type Parameters = z.output<typeof parameters>;

export const signedProvenance = defineControl({
  id: 'image-provenance/signed-provenance',
  title: 'A trusted builder attests how the image was built',
  severity: 'medium',
  stage: 'stable',
  judges: ['workload', 'image'],
  only: 'running',
  on: 'opt-in',
  comparesWith: ['trust.signers'],
  parameters,
  facts: (subject, { policy }) => imagesOf(subject).map((image) => signaturesOf(image, policy)),
  references: { nist: ['4.1.5'], attack: ['T1195.002', 'T1525'] },
  why: 'A signature says who vouches for an image; provenance says from which source and by which builder it was made, so that one built elsewhere shows.',
  fix: 'Let the build attest SLSA provenance (and an SBOM) for the digest that it pushed, signed by one of `trust.signers`.',
  allows: [
    'attestations of the index: it names the images of its platforms by digest',
    'unsigned attestations beside the image: they are not counted, not even as bad ones',
  ],
  response: 'notify',
  judge: (subject, { policy, facts, parameters: wanted }) =>
    together(
      imagesOf(subject).map((image) => judgeImage(image, facts.get(signaturesOf(image, policy)), wanted)),
    ),
});

function signaturesOf(
  { account, region, reference }: NamedImage,
  { trust }: PolicyView,
): FactRequestOf<'image-signatures'> {
  return { fact: 'image-signatures', account, region, image: reference, signers: trust.signers ?? [] };
}

function judgeImage(
  image: NamedImage,
  answer: FactAnswer<'image-signatures'>,
  wanted: Parameters,
): Judgement {
  if (!answer.ok) return unknown(`what is attested of ${image.who} is not known: ${answer.reason}`);
  const { artefact, platforms, repository } = answer.value;
  if (artefact !== null && !image.runs) return notApplicable(`it is ${artefact}, not an image`);
  const lacking = platforms.flatMap((platform) => {
    const why = lackOf(platform, wanted);
    if (why === null) return [];
    const name = platform.platform === null ? image.who : `${image.who} (${platform.platform})`;
    return [
      evidence(
        image.path,
        `${repository}@${platform.digest}`,
        'attested by a trusted builder',
        `${name}: ${why}`,
      ),
    ];
  });
  return lacking.length === 0 ? pass : fail(lacking);
}

/** What is missing, in words; null: nothing is. */
function lackOf(
  { attested, refusedAttestations }: SignedPlatform,
  { builders, sources, sbom }: Parameters,
): string | null {
  const provenance = attested.filter(({ predicateType }) =>
    predicateType.startsWith('https://slsa.dev/provenance/'),
  );
  const [first] = provenance;
  const [refused] = refusedAttestations;
  if (first === undefined)
    return refused === undefined
      ? 'no trusted signer attests its provenance'
      : `its attestation, checked against ${refused.signer}, is refused: ${refused.reason}`;
  if (!provenance.some((one) => isWanted(one, builders, sources)))
    return `it was built by ${first.builder ?? 'nobody named'} from ${first.source ?? 'no source named'}`;
  const listed = attested.some(({ predicateType }) =>
    /^https:\/\/(?:spdx\.dev|cyclonedx\.org)\//.test(predicateType),
  );
  return sbom && !listed ? 'no trusted signer attests an SBOM of it' : null;
}

/** What names nothing matches only `*`: nobody looked for a name. */
function isWanted(
  { builder, source }: GoodAttestation,
  builders: readonly string[],
  sources: readonly string[],
): boolean {
  return matchesAny(builders, builder ?? '') && matchesAny(sources, source ?? '');
}

const id = 'image-provenance/signed-provenance';
const policy = trusting({ controls: { [id]: { enabled: true } } });
const demanding = trusting({
  controls: { [id]: { enabled: true, parameters: { sources: ['https://github.com/acme/*'], sbom: true } } },
});
const provenance = {
  ...goodSignature,
  predicateType: 'https://slsa.dev/provenance/v1',
  builder: 'https://github.com/acme/builder',
  source: 'https://github.com/acme/shop',
};
const sbom = { ...goodSignature, predicateType: 'https://spdx.dev/Document', builder: null, source: null };
const signed = { signed: [goodSignature] };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'signed, but nothing attested',
      given: pushed(),
      policy,
      facts: [signatures('push', signed)],
      at: 'image',
    },
    {
      says: 'built from a repository of somebody else',
      given: deployed(),
      policy: demanding,
      facts: [
        signatures('task', {
          ...signed,
          attested: [{ ...provenance, source: 'https://github.com/evil/shop' }, sbom],
        }),
      ],
      at: 'containers[0].image',
    },
    {
      says: 'no SBOM, where one is demanded',
      given: pushed(),
      policy: demanding,
      facts: [signatures('push', { ...signed, attested: [provenance] })],
      at: 'image',
    },
  ],
  passes: [
    {
      says: 'provenance and SBOM',
      given: pushed(),
      policy: demanding,
      facts: [signatures('push', { ...signed, attested: [provenance, sbom] })],
    },
  ],
  unknown: [{ says: 'the registry does not answer', given: pushed(), policy }],
});
