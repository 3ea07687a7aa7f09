import { readdir, readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readState, type ServiceRecord } from '../lab/supervisor/state.ts';
import { type LabFolder, makeLabFolder } from './support/lab-process.ts';
import { makeCertificate } from './support/make-certificate.ts';
import { failures, paste } from './support/paste.ts';
import { type RunbookBlock, runbookBlocks } from './support/runbook-blocks.ts';

const patient = { timeout: 120_000, interval: 200 };

describe('runbooks in the lab', () => {
  let lab: LabFolder;
  let running: ReturnType<LabFolder['run']>;
  let blocks: RunbookBlock[];

  const state = () => readState(join(lab.folder, '.lab/state.json'));
  const service = (name: string): ServiceRecord | undefined => state()?.services.find((one) => one.name === name);

  const run = (text: string) => paste(text, lab.folder);

  /** There is no Swarm here. */
  const isOfSwarm = (text: string) => text.startsWith('docker ');

  const texts = (language: RunbookBlock['language'], changes = false): string[] => [
    ...new Set(
      blocks.flatMap((one) =>
        one.language === language && one.changes === changes && !isOfSwarm(one.text) ? [one.text] : [],
      ),
    ),
  ];

  beforeAll(async () => {
    const { cert, key } = makeCertificate();
    lab = await makeLabFolder({
      files: { 'cert.pem': cert, 'key.pem': key },
      app: { tls: { certFile: 'cert.pem', keyFile: 'key.pem' } },
    });
    // The people come by https, and know the certificate that signs itself.
    process.env.NODE_EXTRA_CA_CERTS = join(lab.folder, 'cert.pem');
    running = lab.run('--time-scale', '15');
    await vi.waitFor(() => expect(state()?.ready).toBe(true), patient);
    const folder = join(lab.folder, '.lab/configuration/alerts/generated/runbooks');
    const read = async (name: string) =>
      runbookBlocks(name.replace('.md', ''), await readFile(join(folder, name), 'utf8'));
    blocks = (await Promise.all((await readdir(folder)).map(read))).flat();
  }, 300_000);

  afterAll(async () => {
    delete process.env.NODE_EXTRA_CA_CERTS;
    running?.kill('SIGTERM');
    await running;
    await lab?.remove();
  });

  it('have commands that only look, each of which goes as it stands and says something', async () => {
    const looks = texts('sh');
    expect(looks.length).toBeGreaterThan(25);
    const pasted = [];
    for (const text of looks) pasted.push(await run(text));
    expect(failures(pasted)).toEqual([]);
  }, 600_000);

  it('have commands for a Swarm that a shell understands, with numbers that Prometheus gives', async () => {
    const ofSwarm = new Set(blocks.map(({ text }) => text).filter(isOfSwarm));
    for (const text of ofSwarm) {
      const { exitCode, stderr } = await execa('sh', ['-n', '-c', text], { reject: false });
      expect({ text, exitCode, stderr }).toEqual({ text, exitCode: 0, stderr: '' });
      const [, number] = /="\$\((curl .+)\)"$/.exec(text) ?? [];
      // Nothing tells of a Swarm here, so that there may be none.
      if (number !== undefined)
        expect(await run(number)).toMatchObject({ stdout: expect.stringMatching(/^(\d+|null)$/) });
    }
  });

  it('have queries that Prometheus answers without a warning', async () => {
    const queries = texts('promql');
    expect(queries.length).toBeGreaterThan(50);
    const refused: object[] = [];
    for (const query of queries) {
      const { prometheus } = lab.config.urls ?? {};
      const response = await fetch(`${prometheus}/api/v1/query?${new URLSearchParams({ query })}`);
      const answer = (await response.json()) as { status: string; error?: string; warnings?: string[] };
      if (answer.status !== 'success' || answer.warnings !== undefined) refused.push({ query, answer });
    }
    expect(refused).toEqual([]);
  });

  describe('have commands that change something:', () => {
    /** Each kind of them, and what must come of it. */
    const trials: readonly {
      readonly what: RegExp;
      readonly comesTrue: (text: string) => Promise<void>;
    }[] = [
      {
        what: /^curl -fsS -X POST \S+\/-\/reload$/,
        comesTrue: async (text) => expect(await run(text)).toMatchObject({ exitCode: 0, stderr: '' }),
      },
      {
        what: /^kill -HUP /,
        async comesTrue(text) {
          const { pid } = service('app')?.process ?? {};
          const workers = async () => {
            const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
            return children.trim().split(' ');
          };
          const before = await workers();
          expect(before).toHaveLength(2);
          expect(await run(text)).toMatchObject({ exitCode: 0, stderr: '' });
          await vi.waitFor(async () => {
            const now = await workers();
            expect(now.filter((one) => !before.includes(one))).toHaveLength(2);
          }, patient);
          expect(service('app')?.restarts).toBe(0);
        },
      },
      {
        what: /KILL QUERY/,
        async comesTrue(text) {
          const connection = await administrator();
          try {
            let fate: unknown;
            const slow = connection.query('SELECT SLEEP(600)').catch((error: unknown) => {
              fate = error;
            });
            // Another may have run for longer at the first time.
            await vi.waitFor(async () => {
              expect((await run(text)).exitCode).toBe(0);
              expect(fate).toMatchObject({ code: 'ER_QUERY_INTERRUPTED' });
            }, patient);
            await slow;
          } finally {
            connection.destroy();
          }
        },
      },
      {
        what: /KILL CONNECTION/,
        async comesTrue(text) {
          const lock = /CONCAT\("(\w+):"/.exec(text)?.[1];
          const connection = await administrator();
          const holder = async () =>
            (await connection.query<RowDataPacket[]>('SELECT IS_USED_LOCK(?) AS id', [`${lock}:fungap`]))[0][0]?.id;
          try {
            // The relay holds its lock for as long as it runs. The mover holds its own during a run only: here by somebody
            // who has forgotten it.
            const forgotten = await administrator();
            forgotten.on('error', () => {});
            await forgotten.query('SELECT GET_LOCK(?, 5)', [`${lock}:fungap`]);
            const before = await holder();
            expect(before).toBeGreaterThan(0);
            expect(await run(text)).toMatchObject({ exitCode: 0 });
            await vi.waitFor(async () => expect(await holder()).not.toBe(before), patient);
            forgotten.destroy();
          } finally {
            connection.destroy();
          }
        },
      },
      {
        what: /^kill -TERM /,
        async comesTrue(text) {
          const name = /name == "(\w+)"/.exec(text)?.[1] ?? '';
          const before = service(name)?.process?.pid;
          expect(before).toBeGreaterThan(0);
          expect(await run(text)).toMatchObject({ exitCode: 0, stderr: '' });
          await vi.waitFor(() => {
            expect(service(name)).toMatchObject({ state: 'up' });
            expect(service(name)?.process?.pid).not.toBe(before);
          }, patient);
        },
      },
    ];

    const administrator = () =>
      createConnection({ socketPath: join(lab.folder, '.lab/mariadb/mariadb.sock'), user: userInfo().username });

    it('each is of a kind that is tried here', () => {
      expect(texts('sh', true).filter((text) => !trials.some(({ what }) => what.test(text)))).toEqual([]);
    });

    it.each(trials)(
      '$what does what it is for',
      async ({ what, comesTrue }) => {
        const meant = texts('sh', true).filter((text) => what.test(text));
        expect(meant).not.toEqual([]);
        for (const text of meant) await comesTrue(text);
      },
      600_000,
    );
  });
});
