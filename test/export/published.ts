// The published schemas that exports are held against: they come with what .ci/run installs for Python.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type JsonObject, objectOf } from '../../shared/model/json.ts';

/** Of moto's environment, where .ci/run puts it. */
const python = process.env.SEAWALL_PYTHON ?? '/tmp/seawall-moto/bin/python';

/** Elsewhere the suites are left out; where everything must run they are not. */
export const absent = !existsSync(python) && process.env.CI === undefined;
if (absent) console.warn(`SKIPPED: ${python} is absent, set SEAWALL_PYTHON (docs/testing.md)`);

/** The shapes of Security Hub's API, as AWS's own SDK for Python has them. */
export function securityHubShapes(): JsonObject {
  const folder = join(dirname(dirname(python)), 'lib');
  const [model = ''] = globSync(
    join(folder, 'python3*/site-packages/botocore/data/securityhub/*/service-2.json.gz'),
  );
  return objectOf(objectOf(JSON.parse(gunzipSync(readFileSync(model)).toString('utf8'))).shapes);
}

/** JSON Schema of a class of OCSF 1.3.0, which the package ocsf-json-schema has from schema.ocsf.io. */
export function ocsfSchema(className: string, profiles: readonly string[] = []): JsonObject {
  const script = [
    'import json, sys',
    'from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema',
    "schema = OcsfJsonSchemaEmbedded(get_ocsf_schema(version='1.3.0'))",
    'print(json.dumps(schema.get_class_schema(class_name=sys.argv[1], profiles=sys.argv[2:])))',
  ].join('\n');
  const { status, stdout, stderr } = spawnSync(python, ['-c', script, className, ...profiles], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`ocsf-json-schema: ${stderr}`);
  return objectOf(JSON.parse(stdout));
}
