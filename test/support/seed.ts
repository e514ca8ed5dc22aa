// The seed of the property tests: in CI one for all runs, so that a change fails for what it changed; elsewhere another each time.
import fc from 'fast-check';

const { CI, SEAWALL_SEED } = process.env;
const seed = Number(SEAWALL_SEED ?? (CI === undefined ? Number.NaN : 5_488_453));
if (Number.isInteger(seed)) fc.configureGlobal({ seed });
