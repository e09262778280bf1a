import { unstable_splitSqlQuery } from 'wrangler';

/** Statements that break the running version or cannot be undone. Only a contracting migration may have them. */
const BREAKING_STATEMENTS: [RegExp, string][] = [
  [/\bdrop\s+table\b/i, 'drops a table'],
  [/\bdrop\s+column\b/i, 'drops a column'],
  [/\balter\s+table\b.*\brename\b/i, 'renames'],
  [/\b__new_/i, 'rebuilds a table'],
  [/\bdrop\s+index\b/i, 'drops an index, by which the version that runs may resolve its conflicts'],
  [
    /\badd\b(?!.*\bdefault\b).*\bnot\s+null\b/i,
    'adds a column that what the version that runs writes has no value for',
  ],
];
/** Statements that no migration may have. D1 ignores foreign_keys=OFF, so rebuilding a table would delete its children. */
const FORBIDDEN_STATEMENTS: [RegExp, string][] = [[/\bon\s+(delete|update)\s+cascade\b/i, 'cascades']];

const CONTRACT = /^-- contract: .{20,}$/m;
const NAME = '[`"]?(\\w+)[`"]?';

const withoutComments = (sql: string): string =>
  sql
    .replaceAll(/^\s*--.*$/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Whether a unique index covers only what the running version never writes: a new table or a new nullable column. */
function isOnNewColumns(index: RegExpExecArray, statements: string[]): boolean {
  const [, table = '', columns = ''] = index;
  return statements.some((statement) => {
    if (new RegExp(`^create table (if not exists )?[\`"]?${table}[\`"]?[ (]`, 'i').test(statement)) return true;
    const added = new RegExp(`^alter table [\`"]?${table}[\`"]? add (column )?${NAME}(.*)$`, 'i').exec(statement);
    if (!added || /\bdefault\b/i.test(added[3] ?? '')) return false;
    return new RegExp(`\\b${added[2]}\\b`).test(columns);
  });
}

/**
 * Returns the statements of a migration that break the previous Worker version (expand, then contract:
 * docs/deployment.md). A file with `-- contract: <why it is safe>` may break it, because nothing uses what it removes.
 */
export function brokenRules(sql: string): string[] {
  const statements = unstable_splitSqlQuery(sql).map(withoutComments);
  const contracts = CONTRACT.test(sql);
  return statements.flatMap((statement) => {
    const found = [...FORBIDDEN_STATEMENTS, ...(contracts ? [] : BREAKING_STATEMENTS)]
      .filter(([pattern]) => pattern.test(statement))
      .map(([, what]) => what);
    const unique = new RegExp(`^create unique index (?:if not exists )?\\S+ on ${NAME} ?\\((.*)$`, 'i').exec(statement);
    if (unique && !contracts && !isOnNewColumns(unique, statements)) found.push('makes unique what is already written');
    return found.map((what) => `${what}: ${statement.slice(0, 100)}`);
  });
}
