import { execFile } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const WRANGLER = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');

/** Disables prompts, telemetry, network look-ups and logins: tests run offline. */
const QUIET = {
  CI: 'true',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_API_TOKEN: '',
  NO_COLOR: '1',
};

/** Runs wrangler with a configuration file and returns its output. Throws with the output if it fails. */
export function runWrangler(args: string[], config = join(ROOT, 'wrangler.toml')): Promise<string> {
  return new Promise((resolve, reject) => {
    const command = [WRANGLER, ...args, '--config', config];
    const options = { cwd: ROOT, env: { ...process.env, ...QUIET }, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, command, options, (error, stdout, stderr) => {
      const printed = `${stdout}${stderr}`;
      if (error) reject(new Error(`wrangler ${args.join(' ')}:\n${printed}`));
      else resolve(printed);
    });
  });
}
