// The mail's visible lines as they stand in the drawn page: which field, which letters of it, and where.
// A line counts only when all of it is on the screen; boxes are in CSS pixels of the picture.
() => {
  const scroll = document.querySelector(".scroll").getBoundingClientRect();
  const long = document.body.classList.contains("long");
  const limits = long ? { top: -1, bottom: 1e9 } : { top: scroll.top - 0.5, bottom: scroll.bottom + 0.5 };
  const lines = [];
  let order = 0;
  for (const element of document.querySelectorAll("[data-field]")) {
    order += 1;
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let line = null;
    let place = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let index = 0; index < node.data.length; index += 1, place += 1) {
        range.setStart(node, index);
        range.setEnd(node, index + 1);
        const box = range.getClientRects()[0];
        const letter = node.data[index];
        if (!box || box.height === 0) continue;
        if (line && box.top < line.box[3] - 3 && box.bottom > line.box[1] + 3) {
          line.text += letter;
          line.box = [Math.min(line.box[0], box.left), Math.min(line.box[1], box.top), Math.max(line.box[2], box.right), Math.max(line.box[3], box.bottom)];
        } else {
          line = { field: element.dataset.field, part: order, start: place, gap: element.classList.contains("part"), text: letter, box: [box.left, box.top, box.right, box.bottom] };
          lines.push(line);
        }
      }
    }
  }
  const codes = [...document.querySelectorAll(".qr")].map((code) => ({ url: code.dataset.url, box: code.getBoundingClientRect().toJSON() }));
  const inside = (box) => box[1] >= limits.top && box[3] <= limits.bottom;
  return {
    scroll: [scroll.left, scroll.top, scroll.right, scroll.bottom],
    lines: lines.filter((line) => inside(line.box)),
    cut: lines.filter((line) => !inside(line.box) && line.box[3] > limits.top && line.box[1] < limits.bottom).map((line) => line.box),
    codes: codes.map((code) => ({ url: code.url, box: [code.box.left, code.box.top, code.box.right, code.box.bottom] })).filter((code) => inside(code.box)),
  };
}
