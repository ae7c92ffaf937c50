// Sends the form of this page without leaving it, tells how far it has come, and puts file and key into the second form, so that
// they need not be given again. Both stay in the memory of this page; without this script the form works as any other.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  const body = new FormData(form);
  const file = form.elements.file.files[0];
  const key = form.elements.key.value;
  const running = document.getElementById("running");
  const button = event.submitter || form.querySelector("button");
  event.preventDefault();
  button.disabled = true;

  // The file stands last: the server has read what is asked of it before it comes.
  body.delete("file");
  body.append(button.name, button.value);
  body.append("file", file);

  const request = new XMLHttpRequest();
  let timer = 0;
  request.upload.onprogress = (sent) => {
    if (sent.lengthComputable) running.textContent = form.dataset.sending + " " + Math.floor(100 * sent.loaded / sent.total) + " %";
  };
  request.upload.onload = () => {
    const begun = Date.now();
    timer = setInterval(() => { running.textContent = form.dataset.checking + " " + Math.round((Date.now() - begun) / 1000); }, 1000);
  };
  request.onerror = request.onabort = () => {
    clearInterval(timer);
    button.disabled = false;
    running.textContent = form.dataset.broken;
  };
  request.onload = () => {
    clearInterval(timer);
    const next = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
    if (!next) { // a problem in JSON, such as too many requests
      button.disabled = false;
      try { running.textContent = JSON.parse(request.responseText).detail; } catch { running.textContent = form.dataset.broken; }
      return;
    }
    document.querySelector("main").replaceWith(next);
    const kept = new DataTransfer();
    kept.items.add(file);
    next.querySelector("#file").files = kept.files;
    next.querySelector("#key").value = key;
    next.querySelector("#outcome")?.focus();
  };
  request.open("POST", form.getAttribute("action"));
  request.send(body);
});
