"""Make the virtual environment and what is compiled from the sources: ``python3 tools/bootstrap.py run|dev``.

Run by whatever ``python3`` the machine has, before anything is installed: standard library only, and syntax that an old
Python can read, so that it can say that it is too old. A step whose result is already there is skipped.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)
LEAST_FREE_BYTES = 1024**3


class Trouble(Exception):
    """One line that says what to do."""


def main(arguments):
    kind = arguments[0] if arguments else "run"
    if kind not in ("run", "dev"):
        raise Trouble("用法 / usage: python3 tools/bootstrap.py run|dev")
    check_python()
    os.chdir(ROOT)
    make_environment()
    install(kind)
    put_on_path()
    if kind == "dev":
        install_browser()
    compile_messages()


def check_python():
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        raise Trouble(
            "Python {} 过旧：需要 3.11 及以上，请安装后用 make PYTHON=python3.11 … 运行 / "
            "Python {} is too old: install 3.11 or later and say make PYTHON=python3.11 …".format(
                found, found
            )
        )


def make_environment():
    if works(PYTHON):
        return
    say("创建虚拟环境", "creating the virtual environment")
    check_space()
    shutil.rmtree(VENV, ignore_errors=True)  # half made, or made with a Python that has gone
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True)
    if made.returncode != 0 or not works(PYTHON):
        shutil.rmtree(VENV, ignore_errors=True)
        raise Trouble(
            "无法创建虚拟环境：请先安装 venv（Debian：apt-get install python3-venv） / "
            "cannot create the virtual environment: install venv first (Debian: apt-get install python3-venv): "
            + last_line(made.stdout + made.stderr)
        )


def works(python):
    """Whether a virtual environment's Python runs, is recent enough, and has pip."""
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python, "-c", probe], capture_output=True).returncode == 0
    except OSError:
        return False


def install(kind):
    """Install one lock; the development lock holds all of the other, which a test sees to."""
    kinds = ("run", "dev") if kind == "dev" else ("run",)
    if all(read(stamp(each)) == digest(lock(each)) for each in kinds):
        return
    say("安装依赖", "installing dependencies")
    check_space()
    for each in kinds:
        if os.path.exists(stamp(each)):
            os.remove(stamp(each))
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--require-hashes", "-r", lock(kind)]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise Trouble(explain_install(done.stderr))
    for each in kinds:
        write(stamp(each), digest(lock(each)))


def explain_install(output):
    if "No space left on device" in output:
        return disk_full()
    sys.stderr.write(output)
    return (
        "依赖安装失败：请检查网络与 pip 源设置（pip config list），然后重新运行 / "
        "installing dependencies failed: check the network and `pip config list`, then run again: "
        + last_line(output)
    )


def put_on_path():
    """Let the environment find the package where it lies, and give it its command."""
    found = subprocess.check_output(
        [PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    )
    write(os.path.join(found.strip(), "yangguang.pth"), os.path.join(ROOT, "src") + "\n")
    command = os.path.join(VENV, "bin", "yangguang")
    write(command, "#!/bin/sh\nexec '{}' -m yangguang.site \"$@\"\n".format(PYTHON))
    os.chmod(command, 0o755)


def install_browser():
    """The journeys run in Chromium, whose pages need a Chinese font."""
    missing = []
    if not (
        shutil.which("chromium") or shutil.which("chromium-browser") or os.environ.get("YANGGUANG_CHROMIUM")
    ):
        missing.append("chromium")
    if not has_chinese_font():
        missing.append("fonts-noto-cjk")
    if not missing:
        return
    packages = " ".join(missing)
    if os.getuid() != 0 or not shutil.which("apt-get"):
        raise Trouble(
            "浏览器测试需要 {0}：请以 root 运行 apt-get install {0} 后重试 / "
            "the browser journeys need {0}: run `apt-get install {0}` as root, then try again".format(
                packages
            )
        )
    say("安装 " + packages, "installing " + packages)
    quiet = {"stdout": subprocess.DEVNULL, "env": dict(os.environ, DEBIAN_FRONTEND="noninteractive")}
    subprocess.run(["apt-get", "update", "-q"], **quiet)
    done = subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends"] + missing, **quiet)
    if done.returncode != 0:
        raise Trouble("apt-get install {0} 失败，请手工安装 / failed: install it by hand".format(packages))


def has_chinese_font():
    for folder in ("/usr/share/fonts", "/usr/local/share/fonts", os.path.expanduser("~/.fonts")):
        for _, _, names in os.walk(folder):
            if any("CJK" in name for name in names):
                return True
    return False


def compile_messages():
    done = subprocess.run([PYTHON, os.path.join(ROOT, "tools", "messages.py"), "compile"])
    if done.returncode != 0:
        raise Trouble("界面译文编译失败 / the message catalogue does not compile: see the lines above")


def check_space():
    if shutil.disk_usage(ROOT).free < LEAST_FREE_BYTES:
        raise Trouble(disk_full())


def disk_full():
    return "磁盘空间不足（{0}）：请腾出至少 1 GB 后重试 / the disk is full ({0}): free at least 1 GB and try again".format(
        ROOT
    )


def lock(kind):
    return os.path.join(ROOT, "requirements", kind + ".txt")


def stamp(kind):
    return os.path.join(VENV, "installed-" + kind)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def write(path, text):
    if read(path) != text:
        with open(path, "w") as file:
            file.write(text)


def last_line(text):
    return ([line for line in text.splitlines() if line.strip()] or [""])[-1].strip()


START = time.time()


def say(chinese, english):
    print("[{:4.0f} s] {} / {}".format(time.time() - START, chinese, english), flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Trouble as trouble:
        sys.exit("错误 / error: " + str(trouble))
    except OSError as error:
        sys.exit("错误 / error: " + (disk_full() if error.errno == 28 else str(error)))
    except KeyboardInterrupt:
        sys.exit(130)
