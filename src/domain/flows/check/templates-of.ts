import type { UsedTemplate } from '../../channels/templates/check-templates';
import { Template } from '../message-forms';
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
