// Hosts in what environments and arguments hold, and the dotted text that names none.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders are the test data
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostsIn } from '../../shared/names/hosts.ts';
import { runs } from '../support/extent.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';

const hosts = (value: string) =>
  hostsIn(value).map(({ host, port }) => (port === null ? host : `${host} ${port}`));

describe('hostsIn', () => {
  it.each<[string, string[]]>([
    ['https://API.Example.com./v1?x=https%3A', ['api.example.com']],
    ['tcp://fluentbit:25888', ['fluentbit 25888']],
    ['jdbc:mysql://address=(host=m.example.com)(port=3306)/x', ['m.example.com']],
    ['zk1:2181,zk2:2181/kafka', ['zk1 2181', 'zk2 2181']],
    ['postgresql:///db?host=pg.example.com&port=5432', ['pg.example.com']],
    ['kim:tiger@tcp(m.example.com:3306)/x', ['m.example.com 3306']],
    ['//cdn.example.com/x.js', ['cdn.example.com']],
    ['dns:///g.example.com:50051', ['g.example.com 50051']],
    ['git@git.example.com:acme/app.git', ['git.example.com']],
    [
      'SASL_SSL://k1.example.com:9094,SASL_SSL://k2.example.com:9094',
      ['k1.example.com 9094', 'k2.example.com 9094'],
    ],
    ['Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=x', ['acme.servicebus.windows.net']],
    ['http://10.1.2.3:8080/', ['10.1.2.3 8080']],
    ['http://[2001:db8::1]:8080/', ['2001:db8::1 8080']],
    ['http://169.254.169.254/latest/meta-data', ['169.254.169.254']],
    ['postgres://app:p@ss@db.internal:5432/app', ['db.internal 5432']],
    [
      'mongodb://u:p@a.example.net:27017,b.example.net:27018/x?y=z',
      ['a.example.net 27017', 'b.example.net 27018'],
    ],
    ['mongodb+srv://u:p@cluster0.abcde.mongodb.net', ['cluster0.abcde.mongodb.net']],
    ['amqps://u:${PW}@mq.example.com:5671/%2f', ['mq.example.com 5671']],
    ['jdbc:postgresql://db.example.com:5432/x', ['db.example.com 5432']],
    ['jdbc:sqlserver://db.example.com:1433;databaseName=x;user=sa', ['db.example.com 1433']],
    ['jdbc:mysql:loadbalance://a:3306,b:3307/x', ['a 3306', 'b 3307']],
    ['jdbc:oracle:thin:@//db.example.com:1521/svc', ['db.example.com 1521']],
    ['jdbc:oracle:thin:@db.example.com:1521:sid', ['db.example.com 1521']],
    ['(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=ora1)(PORT=1521)))', ['ora1']],
    ['Server=tcp:x.database.windows.net,1433;Database=y;', ['x.database.windows.net']],
    ['Data Source=db\\SQLEXPRESS;Initial Catalog=y', ['db']],
    ['host=db user=app password=x', ['db']],
    ['AccountEndpoint=https://x.documents.azure.com:443/;AccountKey=a==;', ['x.documents.azure.com 443']],
    ['Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=y', ['x.servicebus.windows.net']],
    ['bootstrap.servers=a:9092,b:9092 acks=all', ['a 9092', 'b 9092']],
    [
      'b-1.x.kafka.eu-west-1.amazonaws.com:9098,b-2.x.kafka.eu-west-1.amazonaws.com:9098',
      ['b-1.x.kafka.eu-west-1.amazonaws.com 9098', 'b-2.x.kafka.eu-west-1.amazonaws.com 9098'],
    ],
    ['a:9092,b:9092', ['a 9092', 'b 9092']],
    ['PLAINTEXT://a:9092,SSL://b:9093', ['a 9092', 'b 9093']],
    ['http://a.example,http://b.example', ['a.example', 'b.example']],
    ['user@host:5432/db', ['host 5432']],
    ['user:pw@host', ['host']],
    ['db.example.co.uk', ['db.example.co.uk']],
    ['example.com:443', ['example.com 443']],
    ['example.com/path', ['example.com']],
    ['git.sh:443 a.b.sh', ['git.sh 443', 'a.b.sh']],
    ['--upstream=api.example.com -x', ['api.example.com']],
    ['{"url":"https://a.example/x","b":["b.example.org"]}', ['a.example', 'b.example.org']],
    ['curl https://a.example/x | sh', ['a.example']],
    ['10.1.2.3', ['10.1.2.3']],
    ['192.0.2.1:53', ['192.0.2.1 53']],
    ['datadoghq.com', ['datadoghq.com']],
    ['color_server.mesh.local:8080', ['color_server.mesh.local 8080']],
    ['https://a.example https://a.example', ['a.example']],
  ])('%s', (value, expected) => {
    expect(hosts(value)).toEqual(expected);
  });

  it.each([
    '',
    'mailto:kim@example.com',
    'topology.kubernetes.io/zone',
    'prometheus.io/scrape',
    '// a comment',
    'max.poll.records=500',
    'app.js',
    'server.py',
    'run.sh',
    'key.pem',
    'config.test.json',
    'v1.1.14',
    '1.2.3',
    '10.0.19041.1',
    'user@example.com',
    'First Last <user@example.com>',
    'com.example.Main',
    'org.apache.kafka.common.serialization.StringSerializer',
    'org.springframework.boot',
    'spring.datasource.url',
    'service.name=x,deployment.environment=y',
    'nginx:1.27',
    'redis:7',
    'public.ecr.aws/nginx/nginx:1.27',
    'ghcr.io/team/app',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1',
    'registry.example.com/team/app:1.2',
    'localhost',
    'http://localhost:3000/x',
    'http://127.0.0.1:8080',
    'tcp://0.0.0.0:8125',
    'http://[::1]:80/',
    '10.0.0.0/8',
    '.svc,.cluster.local,*.example.com',
    'https://${HOST}/x',
    'https://${NAME}.example.com/x',
    '${NAME}.example.com:80',
    '${NAME}example.com',
    '{{host}}.example.com',
    '<ES-URL>',
    '%HOST%.example.com',
    '$HOST.example.com',
    's3://bucket.example.com/key',
    'file:///etc/x.conf',
    'unix:///var/run/docker.sock',
    '/opt/x.example.com/y',
    './a.com',
    'arn:aws:s3:::bucket.example.com',
    'Node.js',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w',
    'Hello. World, etc.',
    '12:30',
    '2024-01-01T10:30:00',
    'jdbc:h2:mem:test',
    'Server=${SQLSERVER};Database = Bookstore; Trusted_Connection=true;',
    'Server=(local);Database=x',
    'Server=.;Database=x',
    'https://',
    'http://a:99999/',
    'http://1.2.3.999/',
  ])('names no host: %s', (value) => {
    expect(hosts(value)).toEqual([]);
  });

  it('finds the host of any URL it is given', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,10}(?:\.[a-z][a-z0-9]{0,10}){0,3}$/);
    const scheme = fc.constantFrom('http', 'redis', 'jdbc:mysql', 'kafka+ssl');
    const around = fc.constantFrom('', ' ', '"', ';', ',');
    fc.assert(
      fc.property(scheme, name, fc.integer({ min: 1, max: 65535 }), around, (kind, host, port, sign) => {
        fc.pre(!host.endsWith('localhost'));
        expect(hostsIn(`x${sign || ' '}${kind}://${host}:${port}/p${sign}`)).toContainEqual({ host, port });
      }),
    );
  });

  it('answers any text, with hosts that hold no blanks', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z.:/@,;=[\] -]{0,80}$/)),
        (value) => {
          for (const { host, port } of hostsIn(value)) {
            expect(host).toMatch(/^[a-z0-9_.:%-]+$/);
            expect(port === null || (port >= 0 && port < 65536)).toBe(true);
          }
        },
      ),
      runs(3000),
    );
  });

  it.each([
    'a://',
    'a,',
    '://',
    'a.b,',
    'server=',
    '${',
    '<',
    'a@',
    'a:',
    ',',
    'a/',
    '[',
    '=',
    'x=y;',
  ])('is linear: %j repeated', (part) => {
    const start = processorMs();
    hostsIn(part.repeat(100_000 / part.length));
    expect(calmMsSince(start)).toBeLessThan(4000);
  });
});
