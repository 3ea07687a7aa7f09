import * as units from '@grafana/grafana-foundation-sdk/units';
import { placeOf, type Rule, shownPanels } from '../rule.ts';

const known = new Set<unknown>(Object.values(units));

/** A number without a unit, or with one that Grafana does not know, is read wrongly. */
export const panelUnit: Rule = (dashboard) =>
  shownPanels(dashboard).flatMap((panel) => {
    const unit = panel.fieldConfig?.defaults?.unit;
    if (unit === undefined) return [{ where: placeOf(panel), message: 'it has no unit.' }];
    return known.has(unit) ? [] : [{ where: placeOf(panel), message: `Grafana has no unit ${unit}.` }];
  });
