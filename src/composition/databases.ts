const DATABASE_BINDING = /^DB_([1-9]\d{0,2})$/;

const databasesByEnv = new WeakMap<object, Map<number, D1Database>>();

/** Returns the bound databases by number: `DB` is 0; a deployment with more has `DB_1`, `DB_2` and so on. */
export function databasesOf(env: Env): Map<number, D1Database> {
  let databases = databasesByEnv.get(env);
  if (!databases) {
    const more = Object.entries(env).flatMap(([name, binding]): [number, D1Database][] => {
      const number = DATABASE_BINDING.exec(name)?.[1];
      return number === undefined ? [] : [[Number(number), binding as D1Database]];
    });
    databases = new Map([[0, env.DB], ...more.toSorted(([a], [b]) => a - b)]);
    databasesByEnv.set(env, databases);
  }
  return databases;
}

/** Returns the database with this number. Throws if it is not bound. */
export function boundDatabase(env: Env, number: number): D1Database {
  const database = databasesOf(env).get(number);
  if (!database) throw new Error(`Database ${number} is not bound`);
  return database;
}
