// How this deployment seals the plans that it keeps: with the KMS key that it was given, or not beyond the table's own encryption.
// SPDX-License-Identifier: Apache-2.0
import { kmsSealerOf } from '../../shared/respond/journal/kms-sealer.ts';
import { plainSealer, type Sealer } from '../../shared/respond/journal/sealer.ts';

export function deployedSealer(variables: NodeJS.ProcessEnv): Sealer {
  const key = variables.SEAWALL_SEAL_KEY ?? '';
  return key === '' ? plainSealer : kmsSealerOf(key);
}
