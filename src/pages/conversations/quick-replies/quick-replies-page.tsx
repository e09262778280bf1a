import type { QuickReply } from '../../../db/conversations/quick-replies';
import { DoneNotice } from '../../components/done-notice';
import { UserText } from '../../components/user-text';
import { ConfirmLink } from '../../confirm/confirm-link';
import { Field } from '../../forms/field';
import { Form } from '../../forms/form';
import { FormErrorSummary } from '../../forms/form-error-summary';
import type { FormErrors } from '../../forms/form-errors';
import { PageLayout } from '../../layout/page-layout';
import type { View } from '../../view/view';
import { quickReplyTexts } from './quick-reply-texts';

const PATH = '/account/profile/conversations/quick-replies';
const FORM = 'quick-reply';

/** The quick replies of the account, with a form to add one. */
export function QuickRepliesPage({
  view,
  replies,
  formErrors,
  done,
}: {
  view: View;
  replies: QuickReply[];
  formErrors: FormErrors | null;
  done: string | undefined;
}) {
  const t = quickReplyTexts[view.language];
  const mayWrite = view.may('messages:write');
  const errors = formErrors && { ...formErrors, texts: { too_many_replies: t.tooMany } };
  return (
    <PageLayout
      view={view}
      title={t.title}
      navSection="conversations"
      back={{ href: '/account/profile/conversations', label: t.back }}
    >
      <p>{t.about}</p>
      <DoneNotice texts={t.done} code={done} />
      {replies.length === 0 && <p>{t.none}</p>}
      {replies.map(({ replyId, title, text }) => (
        <article>
          <h2>
            <bdi>{title}</bdi>
          </h2>
          <UserText text={text} label={title} />
          {mayWrite && <ConfirmLink href={`${PATH}/${replyId}/delete`} label={t.delete} name={title} />}
        </article>
      ))}
      {mayWrite && (
        <section aria-labelledby="add-title">
          <h2 id="add-title">{t.add}</h2>
          <FormErrorSummary
            form={FORM}
            formErrors={errors}
            title={t.formErrorTitle}
            labels={{ title: t.name, text: t.text }}
          />
          <Form view={view} action={PATH}>
            <Field form={FORM} name="title" label={t.name} hint={t.nameHint} formErrors={errors} required />
            <div class="field">
              <label for={`${FORM}-text`}>{t.text}</label>
              <textarea id={`${FORM}-text`} name="text" rows={4} maxlength={4_096} required dir="auto">
                {errors?.values.get('text') ?? ''}
              </textarea>
            </div>
            <button>{t.submit}</button>
          </Form>
        </section>
      )}
    </PageLayout>
  );
}
