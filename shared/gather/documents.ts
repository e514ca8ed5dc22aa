// Where policy documents were read before: kept for responses under way, which import it from here.
export { documentObject } from '../model/policy-text.ts';
