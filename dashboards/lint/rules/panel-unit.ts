import * as units from '@grafana/grafana-foundation-sdk/units';
import { examplePanel } from '../example-dashboard.ts';
import { type DashboardRule, placeOf, shownPanels } from '../rule.ts';
import { asksNothing } from '../silent-panels.ts';

const known = new Set<unknown>(Object.values(units));

const withUnit = (unit: string | undefined) => ({ panels: [examplePanel({ fieldConfig: { defaults: { unit } } })] });

/** Numbers have a unit that Grafana knows; lines of a log are no numbers. */
export const panelUnit: DashboardRule = {
  name: 'panel-unit',
  why: 'A number without a unit, or with one that Grafana does not know, is read wrongly.',
  find: ({ dashboard }) =>
    shownPanels(dashboard)
      .filter((panel) => panel.type !== 'logs' && !asksNothing(panel))
      .flatMap((panel) => {
        const unit = panel.fieldConfig?.defaults?.unit;
        if (unit === undefined) return [{ where: placeOf(panel), message: 'it has no unit.' }];
        return known.has(unit) ? [] : [{ where: placeOf(panel), message: `Grafana has no unit ${unit}.` }];
      }),
  good: [withUnit('bytes')],
  bad: [
    { example: withUnit(undefined), says: 'panel "Carts": it has no unit.' },
    { example: withUnit('banana'), says: 'panel "Carts": Grafana has no unit banana.' },
  ],
};
