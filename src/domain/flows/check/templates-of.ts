import { TemplateForm } from '../steps/send-message/message-forms';
import type { UsedTemplate } from './check-templates';
import type { ParsedFlow } from './parse-flow';

/** Returns every well-formed template of a flow. */
export const templatesOf = ({ steps }: ParsedFlow): UsedTemplate[] =>
  steps.flatMap(({ raw, at, kind }) =>
    kind !== 'send_message'
      ? []
      : ['template', 'fallback_template'].flatMap((name) => {
          const form = TemplateForm.safeParse(raw[name]);
          return form.success ? [{ path: `${at}/${name}`, form: form.data }] : [];
        }),
  );
