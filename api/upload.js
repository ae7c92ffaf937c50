// Sends the forms of this page without leaving it, tells how far it has come, and puts key and file into the forms that come,
// so that they need not be given again. Both stay in the memory of this page; without this script the forms work as any other.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter || form.querySelector("button");
  if ("saves" in button.dataset) return; // what comes is a file: the browser saves it
  const body = new FormData(form);
  const file = form.elements.file?.files[0];
  const key = form.elements.key.value;
  const running = form.querySelector(".running");
  const says = document.body.dataset;
  event.preventDefault();
  button.disabled = true;

  // The file stands last: the server has read what is asked of it before it comes.
  body.delete("file");
  if (button.name) body.append(button.name, button.value);
  if (file) body.append("file", file);

  const request = new XMLHttpRequest();
  let timer = 0;
  request.upload.onprogress = (sent) => {
    if (file && sent.lengthComputable) running.textContent = says.sending + " " + Math.floor(100 * sent.loaded / sent.total) + " %";
  };
  request.upload.onload = () => {
    const begun = Date.now();
    timer = setInterval(() => { running.textContent = says.checking + " " + Math.round((Date.now() - begun) / 1000); }, 1000);
  };
  request.onerror = request.onabort = () => {
    clearInterval(timer);
    button.disabled = false;
    running.textContent = says.broken;
  };
  request.onload = () => {
    clearInterval(timer);
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const next = page.querySelector("main");
    if (!next) { // a problem in JSON, such as too many requests
      button.disabled = false;
      try { running.textContent = JSON.parse(request.responseText).detail; } catch { running.textContent = says.broken; }
      return;
    }
    document.title = page.title;
    document.querySelector("h1").textContent = page.querySelector("h1").textContent;
    document.querySelector("main").replaceWith(next);
    for (const field of next.querySelectorAll("input[name=key]")) field.value = key;
    for (const field of file ? next.querySelectorAll("input[type=file]") : []) {
      const kept = new DataTransfer();
      kept.items.add(file);
      field.files = kept.files;
    }
    next.querySelector("#outcome")?.focus();
  };
  request.open("POST", button.getAttribute("formaction") || form.getAttribute("action"));
  request.send(body);
});
