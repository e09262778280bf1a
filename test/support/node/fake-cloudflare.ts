import { readFileSync } from 'node:fs';
import type { Ended, RunWrangler } from '../../../scripts/deploy/wrangler.ts';

type State = {
  databases: { name: string; uuid: string }[];
  /** The number of consumers by queue. */
  queues: Record<string, number>;
  /** The lifecycle rules by bucket. */
  buckets: Record<string, string[]>;
  secrets: Record<string, string>;
  isMigrated: boolean;
  isDeployed: boolean;
};

class Failure extends Error {}
function fail(message: string): never {
  throw new Failure(`✘ [ERROR] ${message}\n`);
}

/** A Cloudflare account and a wrangler for it, which prints what wrangler 4 prints, as far as scripts read it. */
export function fakeCloudflare({ config, url }: { config: string; url: string }) {
  const state: State = {
    databases: [],
    queues: {},
    buckets: {},
    secrets: {},
    isMigrated: false,
    isDeployed: false,
  };
  const commands: string[] = [];
  /** The command that fails, as when the API cannot be reached. */
  let failing: string | null = null;
  const ruleOf = (rule: string): string => `name:     ${rule}\nenabled:  Yes\nprefix:   ${rule}/\n`;

  const COMMANDS: Record<string, (name: string, command: { words: string[]; input: string; env: string }) => string> = {
    'd1 list': () => JSON.stringify(state.databases),
    'd1 create': (name) => {
      if (state.databases.some((each) => each.name === name))
        fail('A database with that name already exists [code: 7502]');
      const uuid = `0000000${state.databases.length + 1}-1111-4222-8333-444444444444`;
      state.databases.push({ name, uuid });
      return `✅ Successfully created DB '${name}'`;
    },
    'd1 migrations list': () => (state.isMigrated ? '✅ No migrations to apply!' : 'Migrations to be applied:'),
    'd1 migrations apply': (_, { env }) => {
      const database = state.databases.find((each) => each.name === `aisac-${env}`);
      const isNamed = database && readFileSync(config, 'utf8').includes(`database_id = "${database.uuid}"`);
      if (!isNamed) fail("Couldn't find a D1 DB with the name or binding 'DB'");
      state.isMigrated = true;
      return '';
    },
    'queues info': (name) => {
      if (!Object.hasOwn(state.queues, name)) {
        fail(`Queue "${name}" does not exist. To create it, run: wrangler queues create ${name}`);
      }
      return `Queue Name: ${name}\nNumber of Producers: 0\nNumber of Consumers: ${state.queues[name]}`;
    },
    'queues create': (name) => {
      if (Object.hasOwn(state.queues, name)) fail(`Queue name '${name}' is already taken. [code: 11009]`);
      state.queues[name] = 0;
      return '';
    },
    'r2 bucket lifecycle list': (name) =>
      state.buckets[name]?.map(ruleOf).join('\n') ?? fail('The specified bucket does not exist. [code: 10006]'),
    'r2 bucket create': (name) => {
      if (Object.hasOwn(state.buckets, name)) fail('The bucket you tried to create already exists [code: 10004]');
      state.buckets[name] = [];
      return '';
    },
    'r2 bucket lifecycle add': (_, { words: [, , , , bucket = '', rule = ''] }) => {
      state.buckets[bucket]?.push(rule);
      return '';
    },
    'secret list': (_, { env }) => {
      if (!state.isDeployed) fail(`Worker "aisac-${env}" (env: ${env}) not found.`);
      return JSON.stringify(Object.keys(state.secrets).map((name) => ({ name, type: 'secret_text' })));
    },
    'secret bulk': (_, { input }) => {
      Object.assign(state.secrets, JSON.parse(input));
      return '';
    },
    deploy: (_, { env }) => {
      if (!state.isMigrated) fail('The Worker was deployed before its schema');
      for (const queue of Object.keys(state.queues)) state.queues[queue] = 1;
      state.isDeployed = true;
      return `Deployed aisac-${env} triggers (1.00 sec)\n  ${url}\n  schedule: * * * * *`;
    },
  };

  const run: RunWrangler = (args, { input = '' } = {}): Ended => {
    const command = args.join(' ');
    commands.push(command);
    const end = args.findIndex((each) => each.startsWith('--'));
    const words = end < 0 ? args : args.slice(0, end);
    const known = Object.keys(COMMANDS)
      .filter((each) => `${command} `.startsWith(`${each} `))
      .toSorted((a, b) => b.length - a.length)[0];
    try {
      if (command === failing) fail('A request to the Cloudflare API failed. [code: 10000]');
      const env = args[args.indexOf('--env') + 1] ?? '';
      const answer = COMMANDS[known ?? '']?.(words.at(-1) ?? '', { words, input, env });
      return { status: 0, printed: answer ?? fail(`Unknown command: ${command}`) };
    } catch (error) {
      if (error instanceof Failure) return { status: 1, printed: error.message };
      throw error;
    }
  };
  return {
    state,
    commands,
    run,
    failAt: (command: string | null) => {
      failing = command;
    },
  };
}
