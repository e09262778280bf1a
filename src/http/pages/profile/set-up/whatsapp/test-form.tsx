import { Field } from '../../layout/field';
import { Findings } from '../../layout/findings';
import { Form } from '../../layout/form';
import type { Refused } from '../../layout/refused';
import type { View } from '../../layout/view';
import { setUpTexts } from '../texts';
import { whatsappTexts } from './texts';

/** Sends a message to one's own phone. */
export function TestForm({ view, channelId, refused }: { view: View; channelId: string; refused: Refused | null }) {
  const t = whatsappTexts[view.language];
  const form = `test-${channelId}`;
  return (
    <details id={`${form}-form`} open={refused?.form === form}>
      <summary>{t.test}</summary>
      <Findings form={form} refused={refused} title={setUpTexts[view.language].refused} />
      <Form view={view} action={`/account/profile/channels/${channelId}/test#${form}-form`} creates>
        <Field form={form} name="to" label={t.to} refused={refused} required />
        <Field form={form} name="text" label={t.text} hint={t.textHint} refused={refused} />
        <button>{t.send}</button>
      </Form>
    </details>
  );
}
