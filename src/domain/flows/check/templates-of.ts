import { Template } from '../steps/send-message/message-forms';
import type { UsedTemplate } from './check-templates';
import type { Sketch } from './sketch';

/** Every template that a flow sends, as far as it is one. */
export const templatesOf = ({ steps }: Sketch): UsedTemplate[] =>
  steps.flatMap(({ raw, at, kind }) =>
    kind !== 'send_message'
      ? []
      : ['template', 'fallback_template'].flatMap((name) => {
          const form = Template.safeParse(raw[name]);
          return form.success ? [{ path: `${at}/${name}`, form: form.data }] : [];
        }),
  );
