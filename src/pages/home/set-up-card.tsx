import type { HomeRows } from '../../db/pages/home';
import { type SetUpStep, setUpProgress } from '../../domain/home/set-up-progress';
import { Icon } from '../components/icon';
import type { View } from '../view/view';
import { homeTexts } from './home-texts';

const PATHS: Record<SetUpStep, string> = {
  store: '/account/profile#shopify',
  whatsapp: '/account/profile#whatsapp',
  templates: '/account/profile#templates',
  flow: '/account/profile/flows',
  trial: '/account/profile#whatsapp',
};

/** `#start`: the steps of the set-up, of which one is open; nothing once all are done. */
export function SetUpCard({ view, rows, isPrimary }: { view: View; rows: Pick<HomeRows, 'done'>; isPrimary: boolean }) {
  const t = homeTexts[view.language];
  const { steps, doneCount, next } = setUpProgress(rows.done);
  if (next === null) return null;
  return (
    <section id="start" aria-labelledby="start-title">
      <h2 id="start-title">{t.setUp}</h2>
      <p>
        <progress value={doneCount} max={steps.length} aria-labelledby="start-progress" />{' '}
        <span id="start-progress">{t.progress(doneCount, steps.length)}</span>
      </p>
      <ol class="steps">
        {steps.map(({ step, isDone }) => (
          <li class={isDone ? 'done' : undefined} aria-current={step === next ? 'step' : undefined}>
            {isDone ? <Icon name="circle-check" /> : <span class="dot" aria-hidden="true" />}
            <div>
              <p class="name">
                {t.step[step].name}
                <span class="visually-hidden">: {isDone ? t.isDone : t.toDo}</span>
              </p>
              {step === next && (
                <>
                  <p>{t.step[step].why}</p>
                  {view.may('settings:write') ? (
                    <a class={isPrimary ? 'button' : 'button quiet'} href={PATHS[step]}>
                      {t.step[step].action}
                    </a>
                  ) : (
                    <p class="hint">{t.byAdmin}</p>
                  )}
                </>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
