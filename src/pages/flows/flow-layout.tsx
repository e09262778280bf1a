import type { Child } from 'hono/jsx';
import type { Flow } from '../../db/flows/flows';
import { DoneNotice } from '../components/done-notice';
import { PageLayout } from '../layout/page-layout';
import type { View } from '../view/view';
import { FlowStatePill } from './flow-state';
import { flowTexts } from './flow-texts';
import { flowNameIn } from './words/flow-name';

const PATHS = { overview: '', settings: '/settings', try: '/try', history: '/history' } as const;
export type FlowPageName = keyof typeof PATHS;

export const flowPath = (key: string, page: FlowPageName = 'overview'): string =>
  `/account/profile/flows/${key}${PATHS[page]}`;

/** The layout of the pages of a flow: its state, and the way from one page to the others. */
export function FlowLayout({
  view,
  flow,
  page,
  done,
  script,
  children,
}: {
  view: View;
  flow: Flow;
  page: FlowPageName;
  done?: string | undefined;
  script?: string;
  children: Child;
}) {
  const t = flowTexts[view.language];
  return (
    <PageLayout
      view={view}
      title={flowNameIn(view.language, flow)}
      navSection="flows"
      back={{ href: '/account/profile/flows', label: t.all }}
      status={<FlowStatePill language={view.language} flow={flow} />}
      script={script}
    >
      <DoneNotice texts={t.done} code={done} />
      <nav class="chips" aria-label={t.pages}>
        {(Object.keys(PATHS) as FlowPageName[]).map((name) => (
          <a href={flowPath(flow.key, name)} aria-current={name === page ? 'page' : undefined}>
            {t.page[name]}
          </a>
        ))}
      </nav>
      {children}
    </PageLayout>
  );
}
