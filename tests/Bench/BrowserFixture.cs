using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace InterContainer.Tests.Bench;

/// <summary>A headless Chromium for tests that look at the page: without one they skip with the remedy, or fail where <c>REQUIRE_ENGINE=1</c>.</summary>
public sealed class BrowserFixture : IDisposable
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome", "chrome"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bench-page-");
    private ChromeDriver? _chrome;
    private int _pages;

    /// <summary>Opens a page in the browser, which has a profile of its own and lives until the tests of the class are through.</summary>
    /// <param name="page">The page.</param>
    /// <param name="width">CSS pixels of the window; a phone's below 600.</param>
    /// <param name="dark">What the system says it prefers.</param>
    public ChromeDriver Open(string page, int width = 1280, bool dark = false)
    {
        var chrome = _chrome ??= Start();
        // Nothing of the page before: neither its errors nor what it keeps.
        chrome.Manage().Logs.GetLog(LogType.Browser);
        if (_pages > 0)
            chrome.ExecuteScript("localStorage.clear()");
        Set(chrome, width, dark);
        var file = Path.Combine(_folder.FullName, $"{++_pages}.html");
        File.WriteAllText(file, page);
        chrome.Navigate().GoToUrl(new Uri(file));
        return chrome;
    }

    public void Dispose()
    {
        _chrome?.Quit();
        _chrome?.Dispose();

        // A browser that was just told to go may still write.
        for (var timeout = 50; _folder.Exists; timeout--)
        {
            try
            {
                _folder.Delete(recursive: true);
            }
            catch (IOException) when (timeout > 0)
            {
                Thread.Sleep(100);
            }

            _folder.Refresh();
        }
    }

    private ChromeDriver Start()
    {
        var (browser, driver) = (Find(Browsers), Find("chromedriver"));
        if (browser is null || driver is null)
        {
            const string Remedy = "there is no Chromium with its chromedriver on the path; on Debian: sudo .ci/browser-up";
            if (Environment.GetEnvironmentVariable("REQUIRE_ENGINE") == "1")
                Assert.Fail($"REQUIRE_ENGINE=1, but {Remedy}");
            Assert.Skip(Remedy);
        }

        var service = ChromeDriverService.CreateDefaultService(Path.GetDirectoryName(driver)!, Path.GetFileName(driver)!);
        service.SuppressInitialDiagnosticInformation = true;
        // A browser that is told to go may leave files of its own behind.
        service.DriverProcessStarting += (_, starting) => starting.DriverServiceProcessStartInfo.Environment["TMPDIR"] = _folder.FullName;
        return new ChromeDriver(service, Options(browser!, Path.Combine(_folder.FullName, "profile")));
    }

    private static void Set(ChromeDriver chrome, int width, bool dark)
    {
        chrome.ExecuteCdpCommand("Emulation.setDeviceMetricsOverride", new Dictionary<string, object?>
        {
            ["width"] = width,
            ["height"] = 844,
            ["deviceScaleFactor"] = 1,
            ["mobile"] = width < 600,
        });
        chrome.ExecuteCdpCommand("Emulation.setEmulatedMedia", new Dictionary<string, object?>
        {
            ["features"] = new[] { new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" } },
        });
    }

    private static ChromeOptions Options(string browser, string profile)
    {
        var options = new ChromeOptions { BinaryLocation = browser };
        options.AddArguments(
            "--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--hide-scrollbars", "--disable-dev-shm-usage", $"--user-data-dir={profile}");
        // Its sandbox refuses to be root's.
        if (Environment.UserName == "root")
            options.AddArgument("--no-sandbox");
        options.SetLoggingPreference(LogType.Browser, OpenQA.Selenium.LogLevel.All);
        return options;
    }

    private static string? Find(params string[] names) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}
