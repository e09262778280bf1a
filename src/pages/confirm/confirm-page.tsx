import type { Child } from 'hono/jsx';
import { Form } from '../forms/form';
import type { NavSection } from '../layout/navigation';
import { PageLayout } from '../layout/page-layout';
import type { View } from '../view/view';
import { confirmTexts } from './confirm-texts';

/** Asks before an action that cannot be taken back. profile.js shows `#confirm` as a dialog, with the title of the page. */
export const ConfirmPage = ({
  view,
  navSection,
  title,
  action,
  submit,
  back,
  children,
}: {
  view: View;
  navSection: NavSection;
  title: string;
  action: string;
  submit: string;
  /** The page to return to without the action. */
  back: string;
  /** What the action does. */
  children: Child;
}) => (
  <PageLayout view={view} title={title} navSection={navSection} isReadOnlyNoted={false}>
    <section id="confirm" aria-label={title}>
      {children}
      <Form view={view} action={action}>
        <div class="actions">
          <button class="danger">{submit}</button>
          <a class="button quiet" href={back} data-cancel>
            {confirmTexts[view.language].cancel}
          </a>
        </div>
      </Form>
    </section>
  </PageLayout>
);
