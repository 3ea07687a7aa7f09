import { generateLoad } from './generator.ts';
import { planSchema } from './plan.ts';

/** Runs the plan that its argument holds as JSON, and prints what it found as JSON. */
const main = async ([text = '{}']: readonly string[]): Promise<number> => {
  const plan = planSchema.safeParse(JSON.parse(text));
  if (!plan.success) {
    for (const { path, message } of plan.error.issues) console.error(`${['plan', ...path].join('.')}: ${message}.`);
    return 2;
  }
  console.log(JSON.stringify(await generateLoad(plan.data)));
  return 0;
};

process.exitCode = await main(process.argv.slice(2));
