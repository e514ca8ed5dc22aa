// Slack's published rules for blocks, written down for the fake server without looking at the renderer's own numbers.
// https://docs.slack.dev/reference/block-kit/blocks and …/block-elements
import { dig, isObject, listOf, objectOf, stringOf } from '../../../shared/model/json.ts';

/** What is wrong with a message's blocks, in words; empty: nothing. */
export function invalidBlocks(blocks: unknown): string[] {
  if (blocks === undefined) return [];
  if (!Array.isArray(blocks)) return ['blocks is no list'];
  const wrong = blocks.length > 50 ? [`${blocks.length} blocks, at most 50`] : [];
  const ids = blocks.map((block) => stringOf(dig(block, 'block_id'))).filter((id) => id !== null);
  if (new Set(ids).size < ids.length) wrong.push('a block_id twice');
  if (ids.some((id) => id.length > 255)) wrong.push('a block_id over 255');
  return [
    ...wrong,
    ...blocks.flatMap((block, index) => blockErrors(block).map((error) => `blocks[${index}]: ${error}`)),
  ];
}

/** What is wrong with a modal: https://docs.slack.dev/reference/views and …/block-kit/block-elements. */
export function invalidView(view: unknown): string[] {
  const wrong = ['title', 'submit', 'close'].flatMap((key) => {
    const words = dig(view, key);
    return dig(words, 'type') === 'plain_text' ? text(words, 24) : [`${key} is not plain_text`];
  });
  const blocks = listOf(dig(view, 'blocks'));
  if (dig(view, 'type') !== 'modal') wrong.push('no modal');
  if (blocks.length < 1 || blocks.length > 100) wrong.push('a modal takes 1 to 100 blocks');
  if ((stringOf(dig(view, 'private_metadata'))?.length ?? 0) > 3000) wrong.push('private_metadata over 3000');
  if ((stringOf(dig(view, 'callback_id'))?.length ?? 0) > 255) wrong.push('callback_id over 255');
  return [...wrong, ...blocks.flatMap((block) => [...inputErrors(block), ...modalBlockErrors(block)])];
}

function modalBlockErrors(block: unknown): string[] {
  return dig(block, 'type') === 'input' ? [] : blockErrors(block);
}

function inputErrors(block: unknown): string[] {
  if (dig(block, 'type') !== 'input') return [];
  const wrong = dig(block, 'label', 'type') === 'plain_text' ? text(dig(block, 'label'), 2000) : ['no label'];
  const element = dig(block, 'element');
  const { min_length: least, max_length: most } = objectOf(element);
  if (!['datepicker', 'plain_text_input'].includes(stringOf(dig(element, 'type')) ?? ''))
    wrong.push('an input of unknown type');
  if (typeof least === 'number' && (least < 0 || least > 3000)) wrong.push('min_length not 0 to 3000');
  if (typeof most === 'number' && (most < 1 || most > 3000)) wrong.push('max_length not 1 to 3000');
  const date = stringOf(dig(element, 'initial_date'));
  if (date !== null && !/^\d{4}-\d\d-\d\d$/.test(date)) wrong.push('initial_date is no date');
  return wrong;
}

function blockErrors(block: unknown): string[] {
  switch (dig(block, 'type')) {
    case 'header':
      return dig(block, 'text', 'type') === 'plain_text'
        ? text(dig(block, 'text'), 150)
        : ['header is not plain_text'];
    case 'section':
      return sectionErrors(block);
    case 'context': {
      const elements = listOf(dig(block, 'elements'));
      const many = elements.length < 1 || elements.length > 10 ? ['context takes 1 to 10 elements'] : [];
      return [...many, ...elements.flatMap((element) => text(element, 3000))];
    }
    case 'actions': {
      const elements = listOf(dig(block, 'elements'));
      const many = elements.length < 1 || elements.length > 25 ? ['actions takes 1 to 25 elements'] : [];
      return [...many, ...elements.flatMap(buttonErrors)];
    }
    case 'divider':
      return [];
    default:
      return [`unknown type ${String(dig(block, 'type'))}`];
  }
}

function sectionErrors(block: unknown): string[] {
  const own = dig(block, 'text');
  const fields = dig(block, 'fields');
  if (own === undefined && fields === undefined) return ['section without text and fields'];
  const wrong = own === undefined ? [] : text(own, 3000);
  if (fields === undefined) return wrong;
  const list = listOf(fields);
  if (list.length < 1 || list.length > 10) wrong.push('section takes 1 to 10 fields');
  return [...wrong, ...list.flatMap((field) => text(field, 2000))];
}

function buttonErrors(element: unknown): string[] {
  if (dig(element, 'type') !== 'button') return ['no button'];
  const wrong =
    dig(element, 'text', 'type') === 'plain_text'
      ? text(dig(element, 'text'), 75)
      : ['button text is not plain'];
  const size = (key: string) => stringOf(dig(element, key))?.length ?? 0;
  if (size('value') > 2000) wrong.push('value over 2000');
  if (size('url') > 3000) wrong.push('url over 3000');
  if (size('action_id') < 1 || size('action_id') > 255) wrong.push('action_id not 1 to 255');
  return wrong;
}

function text(object: unknown, most: number): string[] {
  if (!isObject(object)) return ['no text object'];
  const { type, text: words, emoji } = object;
  if (type !== 'plain_text' && type !== 'mrkdwn') return ['a text of unknown type'];
  if (type === 'mrkdwn' && emoji !== undefined) return ['emoji in mrkdwn'];
  if (typeof words !== 'string' || words.length < 1) return ['an empty text'];
  return words.length > most ? [`a text of ${words.length}, at most ${most}`] : [];
}
