export { AnswersForm } from "./AnswersForm";
export { AnswersShown } from "./AnswersShown";
export { KindChooser } from "./KindChooser";
export { isTold, questionsOf } from "./form";
export type { Answers } from "./form";
