// Tells what people read on a page, the label of a field and its translations, from what stands in it. Pure.
// SPDX-License-Identifier: Apache-2.0

const catalogue =
  /(?:^|[._/-])(?:(?:ar|bg|ca|cs|da|de|el|en|es|et|fa|fi|fr|he|hi|hr|hu|id|is|it|ja|ko|lt|lv|ms|nb|nl|nn|no|pl|pt|ro|ru|sk|sl|sq|sr|sv|th|tr|uk|ur|vi|zh)(?:[-_][A-Za-z]{2,4})?|i18n|l10n|locales?|translations?|strings|(?:messages|labels|captions)(?:[-_]\w{1,10})?)\.(?:json|ya?ml|properties|po|arb|xlf|resx|strings|[cm]?[jt]s|php|toml)$/i;
const opens =
  /^\s{0,80}["']?(?:labels?|captions?|translations?|i18n|l10n|locales?|placeholders?|titles?|strings|hints?|tooltips?)["']?\s{0,20}:\s{0,20}\{?\s{0,20}$/i;
// Below the name of a language too: `{"i18n": {"de": {"password": …`.
const within =
  /["'](?:labels?|captions?|translations?|i18n|l10n|locales?|placeholders?|titles?|strings|hints?|tooltips?)["']\s{0,8}:\s{0,8}\{(?:\s{0,20}["'][a-z]{2}(?:[-_]\w{2,4})?["']\s{0,8}:\s{0,8}\{)?[^{}]{0,2000}$/i;
const wording = /^\p{L}[\p{L}\p{M} .,:;!?'’()/*…-]{0,120}$/u;
/** "Password" itself, as forms show it, alone or with which one it is: "Confirm password", "Neues Passwort". */
const password =
  /^(?:(?:New|Old|Current|Confirm|Repeat|Enter|Choose|Your|Neues|Altes|Aktuelles|Ihr|Dein|Nouveau|Ancien|Confirmer|Votre|Nueva|Confirmar|Nova|Nuova|Conferma|Nytt|Nieuw|Nowe|Новый) (?:le |la |o |a )?)?(?:Passwor[dt]|Wachtwoord|Kennwort|Mot de passe|Contraseña|Clave|Senha|Palavra-passe|Hasło|Heslo|Lösenord|Adgangskode|Passord|Salasana|Jelszó|Parol[aăā]|Şifre|Geheimnis|Пароль|Κωδικός|密码|密碼|パスワード|비밀번호)(?: ?[:*])?$/i;
/** In small letters alone it may be a password, and a poor one. */
const heading = /^(?:\p{Lu}\p{Ll}|\p{Lo})/u;

/** A file of translations, by its name: `de.json`, `messages_fr.properties`. */
export function isCatalogue(name: string): boolean {
  return catalogue.test(name);
}

/** The text ends within an object of labels. */
export function isWithinCaptions(before: string): boolean {
  return within.test(before.slice(-2100));
}

/** Words without a digit, as they stand among labels. */
export function isWording(text: string): boolean {
  return wording.test(text);
}

/** Wherever it stands, the name of the field and not its value. */
export function isCaption(text: string): boolean {
  return heading.test(text) && password.test(text);
}

/** Says of one line after the other whether it stands among labels: in a catalogue all do, else those below `labels:`. */
export function captionsIn(file: string): (line: string) => boolean {
  const none = Number.POSITIVE_INFINITY;
  let above = isCatalogue(file) ? -1 : none;
  return (line) => {
    const indent = line.search(/\S/);
    if (indent >= 0 && indent <= above) above = none;
    const among = indent > above;
    if (!among && opens.test(line)) above = indent;
    return among;
  };
}
