import type { Flow, FlowVersion } from '../../db/flows';
import type { Finding } from '../../shared/failure';
import type { JsonObject } from '../../shared/json';
import { channelFor } from '../channels/channel-for';
import type { Context, Deps } from '../ports';
import { type Choice, choicesOf } from '../simulation/choices-of';
import { checkAccount } from './check/check-account';
import { checkDefinition } from './check/check-definition';
import { checkKnownChannel } from './check/check-known-channel';
import { settle } from './check/settle';
import { findVersion } from './definition/find-version';
import { type Picture, pictureOf } from './diagram/picture';
import { runsOf30Days } from './diagram/runs-of-30-days';
import type { DiagramWords } from './diagram/words';
import { diffDefinitions, type FlowDiff } from './diff/diff-flow';

const MOST_VERSIONS = 10;

/** What a version changes of the one before; null where there is none before. */
export type VersionSeen = Pick<FlowVersion, 'version' | 'createdAt'> & {
  changes: Pick<FlowDiff, 'changed' | 'steps'> | null;
};

export type FlowSeen = {
  flow: Flow;
  version: number;
  definition: JsonObject;
  picture: Picture;
  /** By what is known now: Meta and the merchant are not asked. */
  findings: Finding[];
  versions: VersionSeen[];
  /** Below which version the list goes on; null where it ends. */
  olderThan: number | null;
  choices: Choice[];
};

async function versionsOf(
  deps: Pick<Deps, 'flows'>,
  accountId: string,
  { key, before }: { key: string; before: number | null },
): Promise<Pick<FlowSeen, 'versions' | 'olderThan'>> {
  const { rows } = await deps.flows.versions(accountId, key, { limit: MOST_VERSIONS + 1, before });
  const versions = rows.slice(0, MOST_VERSIONS).map(({ version, createdAt, definition }, i) => {
    const previous = rows[i + 1];
    return { version, createdAt, changes: previous ? diffDefinitions(previous.definition, definition) : null };
  });
  return { versions, olderThan: rows.length > MOST_VERSIONS ? (versions.at(-1)?.version ?? null) : null };
}

/**
 * A version of a flow, the current one by default, with all there is to see of it: how its runs of 30 days went, what is
 * wrong with it, the ten newest versions or those below `before`. Fails with not_found.
 */
export async function readFlow(
  deps: Deps,
  { account }: Context,
  ask: { key: string; version: number | undefined; before: number | null; words: DiagramWords },
): Promise<FlowSeen> {
  const { accountId } = account;
  const [found, versions] = await Promise.all([findVersion(deps, accountId, ask), versionsOf(deps, accountId, ask)]);
  const { flow, version, definition } = found;
  const checked = checkDefinition(definition);
  const { sketch } = checked;
  const [counted, ofAccount, channel] = await Promise.all([
    runsOf30Days(deps, accountId, { flow: flow.key, version }),
    checkAccount(deps, account, checked),
    channelFor(deps, { accountId, channelId: definition.channel }),
  ]);
  const templates = channel ? await deps.templates.list(channel) : [];
  return {
    flow,
    version,
    definition,
    picture: pictureOf(definition, counted, ask.words),
    findings: settle([
      ...checked.findings,
      ...checked.warnings,
      ...ofAccount.findings,
      ...ofAccount.warnings,
      ...checkKnownChannel(sketch, channel, templates),
    ]),
    ...versions,
    choices: choicesOf(sketch, templates),
  };
}
