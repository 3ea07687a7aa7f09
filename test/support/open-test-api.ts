import { onTestFinished } from 'vitest';
import { type Api, openApi } from '../../apply/http/api.ts';
import { type TargetName, titles } from '../../apply/target-names.ts';

/** The API of a server under test, closed when the test is over. */
export const openTestApi = (name: TargetName, url: string, headers: Readonly<Record<string, string>> = {}): Api => {
  const api = openApi({ title: titles[name], url, key: `apply.${name}`, urlKey: `urls.${name}` }, headers);
  onTestFinished(api.close);
  return api;
};
