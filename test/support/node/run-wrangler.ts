import { execFile } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const WRANGLER = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');

/** Nothing is asked, reported or looked up, and no login is used: what a test needs is on this machine. */
const QUIET = {
  CI: 'true',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_API_TOKEN: '',
  NO_COLOR: '1',
};

/** Runs wrangler on a configuration file and gives what it printed; throws with that when it fails. */
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
