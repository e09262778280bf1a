import { z } from 'zod';
import { CreateAccount } from '../../src/domain/account/create-account';
import { Scenario } from '../../src/domain/simulation/scenario';
import { AnyJson, AnyJsonObject } from '../../src/shared/json/json-schemas';

const Expected = z
  .strictObject({
    status: z.string(),
    outcome: z.string().nullable(),
    error: AnyJson,
    path: z.array(z.string()),
    messages: z.array(AnyJson),
    pushes: z.array(AnyJson),
    charges: z.array(AnyJson),
    total: z.string(),
    started: z.array(AnyJson),
    variables: AnyJson,
    note: z.string().nullable(),
    workflow_steps: z.number().int(),
    ended_at: z.string(),
  })
  .partial();

const FlowTest = Scenario.extend({
  name: z.string().min(1),
  /** The values of the flow's settings in this test, in addition to those of the flow. */
  values: AnyJsonObject.optional(),
  expect: Expected,
});
export type FlowTest = z.infer<typeof FlowTest>;

/** The tests of one flow, in `<flow>.test.json` beside `<flow>.json`. */
export const FlowTestFile = z.strictObject({ tests: z.array(FlowTest).min(1) });

/** The account settings of a folder's tests, in its `account.json`. */
export const FolderAccount = CreateAccount.partial({ name: true });
